"""What `${name}` stands for in one employer's visit. Pure; called by the acts and by what shows them to a person."""

from collections.abc import Mapping

from robot.model.employer import Employer
from robot.model.flow import Portal, Template, Variable


def values_of(employer: Employer, portal: Portal) -> Mapping[Variable, str]:
    developer = employer.developer
    return {
        Variable.NRP: employer.nrp,
        Variable.EMAIL: employer.email,
        Variable.RFC: employer.rfc,
        Variable.NAME: employer.name,
        Variable.SERVICE: developer.service,
        Variable.DEVELOPER_RFC: developer.rfc,
        Variable.DEVELOPER_NAME: developer.name,
        Variable.VALIDITY: developer.validity,
        Variable.ADDRESS: portal.address,
    }


def written(template: Template, values: Mapping[Variable, str]) -> str:
    return "".join(values[part] if isinstance(part, Variable) else part for part in template.parts)
