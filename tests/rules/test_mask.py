"""Names, RFCs, addresses and folders in what leaves the house."""

from robot.rules.mask import Mask


def test_people_and_companies_are_not_named_and_the_nrp_is() -> None:
    mask = Mask(["TORNILLOS DEL NORTE SA DE CV", "Ana Ruiz", "", "SA"], {}, ["CAC840428RH1"])
    told = mask.text(
        "A1234567890 Tornillos del  Norte SA de CV (TNO010514AB8), ana ruiz <ana.ruiz@firma.mx>, CAC840428RH1"
    )
    assert told == "A1234567890 [nombre] ([RFC]), [nombre] <[correo]@firma.mx>, CAC840428RH1"
    assert Mask([], {}).text("CURP RUPA800927MDFZRN09 de una SA") == "CURP [RFC] de una SA"


def test_folders_have_other_names_the_innermost_first_also_as_json_writes_those_of_windows() -> None:
    mask = Mask([], {"C:\\Users\\ana": "~", "C:\\Users\\ana\\ws": "<espacio>", "": "x"})
    assert mask.text('C:\\Users\\ana\\ws\\log, "C:\\\\Users\\\\ana\\\\x"') == '<espacio>\\log, "~\\\\x"'
