BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0001');
CREATE TABLE commit_act (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	nrp VARCHAR(11) NOT NULL, 
	kind VARCHAR NOT NULL, 
	attempt INTEGER NOT NULL, 
	state VARCHAR NOT NULL, 
	opened_at DATETIME NOT NULL, 
	sent_at DATETIME, 
	resolved_at DATETIME, 
	looked_at DATETIME, 
	receipt VARCHAR NOT NULL, 
	"before" JSON NOT NULL, 
	marks JSON NOT NULL, 
	worker VARCHAR NOT NULL, 
	FOREIGN KEY(nrp) REFERENCES employer (nrp)
);
INSERT INTO "commit_act" VALUES(1,'A0000000001','service_password',1,'confirmed','2026-11-23 15:00:00.000000','2026-11-23 15:01:00.000000','2026-11-23 15:02:00.000000','2026-11-23 15:01:00.000000','acuse 5','[]','[{"mailbox": "nominas", "folder": "INBOX", "uidvalidity": 7, "uidnext": 40}]','equipo:1');
INSERT INTO "commit_act" VALUES(2,'A0000000001','relation',1,'open','2026-11-23 15:02:00.000000',NULL,NULL,NULL,'','[{"service": "Avisos", "developer_rfc": "CAC840428RH1", "developer_name": "COMPUTACI\u00d3N EN ACCI\u00d3N, S.A. DE C.V.", "start": "2026-11-23", "end": "2027-11-23", "status": "Vigente", "state": "in force", "folio": "77"}]','[{"mailbox": "nominas", "folder": "INBOX", "uidvalidity": 7, "uidnext": 42}]','equipo:1');
CREATE TABLE employer (
	nrp VARCHAR(11) NOT NULL, 
	rfc VARCHAR(13) NOT NULL, 
	place INTEGER NOT NULL, 
	wanted JSON NOT NULL, 
	given JSON NOT NULL, 
	seen JSON NOT NULL, 
	block JSON, 
	phase VARCHAR NOT NULL, 
	phase_text VARCHAR NOT NULL, 
	due_at DATETIME, 
	woken_at DATETIME, 
	failures INTEGER NOT NULL, 
	stopped BOOLEAN NOT NULL, 
	removed BOOLEAN NOT NULL, 
	delivered_at DATETIME, 
	delivered VARCHAR NOT NULL, 
	efirma_problem VARCHAR NOT NULL, 
	lease_owner VARCHAR, 
	lease_token VARCHAR, 
	lease_until DATETIME, 
	PRIMARY KEY (nrp)
);
INSERT INTO "employer" VALUES('A0000000001','EAB000101AB1',1,'{"nrp": "A0000000001", "rfc": "EAB000101AB1", "name": "MU\u00d1OZ & HIJOS 1, S.A. DE C.V.", "email": "nominas1@ejemplo.mx", "developer": {"service": "Avisos", "rfc": "CAC840428RH1", "name": "COMPUTACI\u00d3N EN ACCI\u00d3N, S.A. DE C.V.", "validity": "1 A\u00f1o"}, "certificate": "c0ffeec0ffeec0ffeec0ffeec0ffeec0ffeec0ffeec0ffeec0ffeec0ffee", "mailbox": "", "authorisation": {"by": "Ana Pe\u00f1a", "until": "2027-12-31"}, "order": 1}','{"portal_password": "p1"}','{"service_password": true, "service_password_at": "2026-11-23T15:00:00+00:00", "relations": [{"service": "Avisos", "developer_rfc": "CAC840428RH1", "developer_name": "COMPUTACI\u00d3N EN ACCI\u00d3N, S.A. DE C.V.", "start": "2026-11-23", "end": "2027-11-23", "status": "Vigente", "state": "in force", "folio": "77"}, {"service": "Avisos", "developer_rfc": "CAC840428RH1", "developer_name": "COMPUTACI\u00d3N EN ACCI\u00d3N, S.A. DE C.V.", "start": null, "end": null, "status": "En proceso", "state": "in force", "folio": ""}], "relations_at": "2026-11-23T15:00:00+00:00"}',NULL,'waiting','se espera','2026-11-23 15:00:00.000000',NULL,1,0,0,'2026-11-23 15:00:00.000000','','',NULL,NULL,NULL);
INSERT INTO "employer" VALUES('A0000000002','EAC000101AB2',2,'{"nrp": "A0000000002", "rfc": "EAC000101AB2", "name": "MU\u00d1OZ & HIJOS 2, S.A. DE C.V.", "email": "nominas2@ejemplo.mx", "developer": {"service": "Avisos", "rfc": "CAC840428RH1", "name": "COMPUTACI\u00d3N EN ACCI\u00d3N, S.A. DE C.V.", "validity": "1 A\u00f1o"}, "certificate": "c0ffeec0ffeec0ffeec0ffeec0ffeec0ffeec0ffeec0ffeec0ffeec0ffee", "mailbox": "persona", "authorisation": null, "order": 2}','{}','{"service_password": null, "service_password_at": null, "relations": null, "relations_at": null}','{"reason": "terms", "text": "Hay t\u00e9rminos nuevos.", "todo": "Apru\u00e9belos.", "since": "2026-11-23T15:00:00+00:00", "fingerprint": "f1", "secret": null, "where": ""}','person','términos',NULL,NULL,0,0,0,NULL,'','',NULL,NULL,NULL);
CREATE TABLE event (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	nrp VARCHAR(11), 
	at DATETIME NOT NULL, 
	kind VARCHAR NOT NULL, 
	details JSON NOT NULL
);
INSERT INTO "event" VALUES(1,'A0000000001','2026-11-23 15:00:00.000000','visit','{"outcome": "waiting"}');
CREATE TABLE mail_used (
	mail_id VARCHAR NOT NULL, 
	nrp VARCHAR(11), 
	at DATETIME NOT NULL, 
	PRIMARY KEY (mail_id)
);
INSERT INTO "mail_used" VALUES('<1@infonavit>','A0000000001','2026-11-23 15:00:00.000000');
CREATE TABLE meta (
	name VARCHAR NOT NULL, 
	value JSON NOT NULL, 
	PRIMARY KEY (name)
);
INSERT INTO "meta" VALUES('overlap','{"refused": true}');
CREATE TABLE portal (
	id INTEGER NOT NULL, 
	next_visit_at DATETIME, 
	paused_until DATETIME, 
	paused_why VARCHAR NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "portal" VALUES(1,'2026-11-23 15:01:00.000000','2026-11-23 15:01:00.000000','mantenimiento');
CREATE TABLE quarantine (
	fingerprint VARCHAR NOT NULL, 
	words VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	PRIMARY KEY (fingerprint)
);
INSERT INTO "quarantine" VALUES('q','Contraseña incorrecta','2026-11-23 15:00:00.000000');
CREATE TABLE terms (
	fingerprint VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	text VARCHAR NOT NULL, 
	first_seen DATETIME NOT NULL, 
	approved_by VARCHAR NOT NULL, 
	approved_at DATETIME, 
	PRIMARY KEY (fingerprint)
);
INSERT INTO "terms" VALUES('f1','terms','Acepto…','2026-11-23 15:00:00.000000','',NULL);
CREATE TABLE vault (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	owner VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	version VARCHAR NOT NULL, 
	blob BLOB NOT NULL, 
	fingerprint VARCHAR NOT NULL, 
	stored_at DATETIME NOT NULL, 
	current BOOLEAN NOT NULL, 
	UNIQUE (version)
);
INSERT INTO "vault" VALUES(1,'A0000000001','portal_password','v1',X'00636970686572FF7631','fp','2026-11-23 15:00:00.000000',1);
CREATE TABLE vault_lock (
	id INTEGER NOT NULL, 
	source VARCHAR NOT NULL, 
	salt BLOB NOT NULL, 
	parameters VARCHAR NOT NULL, 
	"check" BLOB NOT NULL, 
	PRIMARY KEY (id)
);
CREATE INDEX employer_due ON employer (stopped, due_at, place);
CREATE INDEX employer_rfc ON employer (rfc, stopped, due_at);
CREATE UNIQUE INDEX employer_one_at_work_an_rfc ON employer (rfc) WHERE lease_token IS NOT NULL;
CREATE INDEX commit_act_nrp ON commit_act (nrp);
CREATE UNIQUE INDEX commit_act_one_unresolved ON commit_act (nrp, kind) WHERE state IN ('open', 'sent');
CREATE INDEX event_nrp ON event (nrp);
CREATE UNIQUE INDEX vault_one_current ON vault (owner, kind) WHERE current;
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('commit_act',2);
INSERT INTO "sqlite_sequence" VALUES('event',1);
INSERT INTO "sqlite_sequence" VALUES('vault',1);
COMMIT;
