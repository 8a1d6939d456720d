BEGIN TRANSACTION;
CREATE TABLE attempt (
	"key" BLOB NOT NULL,
	tries INTEGER NOT NULL,
	first FLOAT NOT NULL,
	PRIMARY KEY ("key")
);
INSERT INTO "attempt" VALUES(X'6B6579',3,1756728000.0);
CREATE TABLE conversation_fact (
	value BLOB NOT NULL,
	mail INTEGER NOT NULL,
	kind VARCHAR NOT NULL,
	PRIMARY KEY (value, mail),
	FOREIGN KEY(mail) REFERENCES conversation_mail (id) ON DELETE CASCADE
);
INSERT INTO "conversation_fact" VALUES(X'66616374',1,'address');
CREATE TABLE conversation_mail (
	id INTEGER NOT NULL,
	"key" BLOB NOT NULL,
	written_with VARCHAR NOT NULL,
	nonce BLOB NOT NULL,
	reference BLOB NOT NULL,
	sender BLOB NOT NULL,
	arrived FLOAT NOT NULL,
	delivered BOOLEAN NOT NULL,
	PRIMARY KEY (id),
	UNIQUE ("key")
);
INSERT INTO "conversation_mail" VALUES(1,X'6B6579','00',X'6E6F6E6365',X'7265666572656E6365',X'73656E646572',1756728000.0,1);
CREATE TABLE conversation_masking (
	mail INTEGER NOT NULL,
	nonce BLOB NOT NULL,
	places BLOB NOT NULL,
	due BOOLEAN NOT NULL,
	PRIMARY KEY (mail),
	FOREIGN KEY(mail) REFERENCES conversation_mail (id) ON DELETE CASCADE
);
INSERT INTO "conversation_masking" VALUES(1,X'6E6F6E6365',X'706C61636573',1);
CREATE TABLE conversation_piece (
	id INTEGER NOT NULL,
	mail INTEGER NOT NULL,
	ordinal INTEGER NOT NULL,
	kind VARCHAR NOT NULL,
	length INTEGER NOT NULL,
	even INTEGER,
	odd INTEGER,
	openings BLOB,
	position VARCHAR NOT NULL,
	grounds INTEGER NOT NULL,
	spots VARCHAR NOT NULL,
	masked BOOLEAN NOT NULL,
	joined BOOLEAN NOT NULL,
	PRIMARY KEY (id),
	FOREIGN KEY(mail) REFERENCES conversation_mail (id) ON DELETE CASCADE
);
INSERT INTO "conversation_piece" VALUES(1,1,0,'part',8,3,4,X'6F70656E696E6773','',3,'[["1", 0, 8]]',0,0);
CREATE TABLE diary_line (
	id INTEGER NOT NULL,
	at FLOAT NOT NULL,
	written_with VARCHAR NOT NULL,
	nonce BLOB NOT NULL,
	content BLOB NOT NULL,
	link BLOB NOT NULL,
	PRIMARY KEY (id)
);
INSERT INTO "diary_line" VALUES(1,1756728000.0,'00',X'6E6F6E6365',X'636F6E74656E74',X'6C696E6B');
CREATE TABLE evidence_line (
	number INTEGER NOT NULL,
	link BLOB NOT NULL,
	text VARCHAR NOT NULL,
	PRIMARY KEY (number)
);
INSERT INTO "evidence_line" VALUES(1,X'D959078057D52F13CE2D328402E461A012CCD5078E14A8876E3EB57ABFB02990','{"at": "2026-11-22T10:05:30Z", "scrubber": "0.1.0", "kind": "begin", "former": 1}');
INSERT INTO "evidence_line" VALUES(2,X'6330E5256327BEDA4BCB74397B862762428D8FA153040F7486ADA02BC496BD60','{"at": "2026-11-22T10:05:30Z", "scrubber": "0.1.0", "kind": "audit", "mails": 1}');
CREATE TABLE outbox_answer (
	"key" BLOB NOT NULL,
	receiver BLOB NOT NULL,
	state VARCHAR NOT NULL,
	tries INTEGER NOT NULL,
	created FLOAT NOT NULL,
	due FLOAT NOT NULL,
	written_with VARCHAR NOT NULL,
	nonce BLOB NOT NULL,
	content BLOB NOT NULL,
	PRIMARY KEY ("key")
);
CREATE TABLE payment_link (provider VARCHAR NOT NULL, id VARCHAR NOT NULL, "order" VARCHAR NOT NULL, amount VARCHAR NOT NULL, currency VARCHAR NOT NULL, url VARCHAR NOT NULL, reference VARCHAR NOT NULL, created FLOAT NOT NULL, retired FLOAT, expires VARCHAR, before VARCHAR, paid FLOAT, PRIMARY KEY (provider, id));
CREATE TABLE schema_version (
	version INTEGER NOT NULL,
	PRIMARY KEY (version)
);
INSERT INTO "schema_version" VALUES(4);
CREATE TABLE store_key (
	fingerprint VARCHAR NOT NULL,
	since FLOAT NOT NULL,
	PRIMARY KEY (fingerprint)
);
INSERT INTO "store_key" VALUES('00',1756728000.0);
CREATE TABLE thread_mail (
	message BLOB NOT NULL,
	created FLOAT NOT NULL,
	written_with VARCHAR NOT NULL,
	nonce BLOB NOT NULL,
	content BLOB NOT NULL,
	PRIMARY KEY (message)
);
CREATE INDEX ix_attempt_first ON attempt (first);
CREATE INDEX conversation_mail_age ON conversation_mail (delivered, arrived);
CREATE INDEX ix_conversation_mail_sender ON conversation_mail (sender);
CREATE INDEX ix_conversation_fact_mail ON conversation_fact (mail);
CREATE INDEX ix_conversation_piece_mail ON conversation_piece (mail);
CREATE INDEX ix_conversation_masking_due ON conversation_masking (due);
CREATE INDEX ix_payment_link_order ON payment_link ("order");
CREATE INDEX ix_outbox_answer_created ON outbox_answer (created);
CREATE INDEX ix_outbox_answer_receiver ON outbox_answer (receiver);
CREATE INDEX ix_outbox_answer_due ON outbox_answer (due);
CREATE INDEX ix_thread_mail_created ON thread_mail (created);
CREATE INDEX ix_diary_line_at ON diary_line (at);
COMMIT;
