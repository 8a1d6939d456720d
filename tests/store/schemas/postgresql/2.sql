SELECT pg_catalog.set_config('search_path', '', false);
CREATE TABLE public.attempt (
    key bytea NOT NULL,
    tries integer NOT NULL,
    first double precision NOT NULL
);
CREATE TABLE public.conversation_fact (
    value bytea NOT NULL,
    mail integer NOT NULL,
    kind character varying NOT NULL
);
CREATE TABLE public.conversation_mail (
    id integer NOT NULL,
    key bytea NOT NULL,
    written_with character varying NOT NULL,
    nonce bytea NOT NULL,
    reference bytea NOT NULL,
    sender bytea NOT NULL,
    arrived double precision NOT NULL,
    delivered boolean NOT NULL
);
CREATE SEQUENCE public.conversation_mail_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.conversation_mail_id_seq OWNED BY public.conversation_mail.id;
CREATE TABLE public.conversation_masking (
    mail integer NOT NULL,
    nonce bytea NOT NULL,
    places bytea NOT NULL,
    due boolean NOT NULL
);
CREATE TABLE public.conversation_piece (
    id integer NOT NULL,
    mail integer NOT NULL,
    ordinal integer NOT NULL,
    kind character varying NOT NULL,
    length integer NOT NULL,
    even integer,
    odd integer,
    openings bytea,
    "position" character varying NOT NULL,
    grounds integer NOT NULL,
    spots character varying NOT NULL,
    masked boolean NOT NULL,
    joined boolean NOT NULL
);
CREATE SEQUENCE public.conversation_piece_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.conversation_piece_id_seq OWNED BY public.conversation_piece.id;
CREATE TABLE public.schema_version (
    version integer NOT NULL
);
CREATE SEQUENCE public.schema_version_version_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.schema_version_version_seq OWNED BY public.schema_version.version;
CREATE TABLE public.store_key (
    fingerprint character varying NOT NULL,
    since double precision NOT NULL
);
ALTER TABLE ONLY public.conversation_mail ALTER COLUMN id SET DEFAULT nextval('public.conversation_mail_id_seq'::regclass);
ALTER TABLE ONLY public.conversation_piece ALTER COLUMN id SET DEFAULT nextval('public.conversation_piece_id_seq'::regclass);
ALTER TABLE ONLY public.schema_version ALTER COLUMN version SET DEFAULT nextval('public.schema_version_version_seq'::regclass);
INSERT INTO public.attempt VALUES ('\x6b6579', 3, 1756728000);
INSERT INTO public.conversation_fact VALUES ('\x66616374', 1, 'address');
INSERT INTO public.conversation_mail VALUES (1, '\x6b6579', '00', '\x6e6f6e6365', '\x7265666572656e6365', '\x73656e646572', 1756728000, true);
INSERT INTO public.conversation_masking VALUES (1, '\x6e6f6e6365', '\x706c61636573', true);
INSERT INTO public.conversation_piece VALUES (1, 1, 0, 'part', 8, 3, 4, '\x6f70656e696e6773', '', 3, '[["1", 0, 8]]', false, false);
INSERT INTO public.schema_version VALUES (2);
INSERT INTO public.store_key VALUES ('00', 1756728000);
SELECT pg_catalog.setval('public.conversation_mail_id_seq', 1, true);
SELECT pg_catalog.setval('public.conversation_piece_id_seq', 1, true);
SELECT pg_catalog.setval('public.schema_version_version_seq', 1, false);
ALTER TABLE ONLY public.attempt
    ADD CONSTRAINT attempt_pkey PRIMARY KEY (key);
ALTER TABLE ONLY public.conversation_fact
    ADD CONSTRAINT conversation_fact_pkey PRIMARY KEY (value, mail);
ALTER TABLE ONLY public.conversation_mail
    ADD CONSTRAINT conversation_mail_key_key UNIQUE (key);
ALTER TABLE ONLY public.conversation_mail
    ADD CONSTRAINT conversation_mail_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.conversation_masking
    ADD CONSTRAINT conversation_masking_pkey PRIMARY KEY (mail);
ALTER TABLE ONLY public.conversation_piece
    ADD CONSTRAINT conversation_piece_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.schema_version
    ADD CONSTRAINT schema_version_pkey PRIMARY KEY (version);
ALTER TABLE ONLY public.store_key
    ADD CONSTRAINT store_key_pkey PRIMARY KEY (fingerprint);
CREATE INDEX conversation_mail_age ON public.conversation_mail USING btree (delivered, arrived);
CREATE INDEX ix_attempt_first ON public.attempt USING btree (first);
CREATE INDEX ix_conversation_fact_mail ON public.conversation_fact USING btree (mail);
CREATE INDEX ix_conversation_mail_sender ON public.conversation_mail USING btree (sender);
CREATE INDEX ix_conversation_masking_due ON public.conversation_masking USING btree (due);
CREATE INDEX ix_conversation_piece_mail ON public.conversation_piece USING btree (mail);
ALTER TABLE ONLY public.conversation_fact
    ADD CONSTRAINT conversation_fact_mail_fkey FOREIGN KEY (mail) REFERENCES public.conversation_mail(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.conversation_masking
    ADD CONSTRAINT conversation_masking_mail_fkey FOREIGN KEY (mail) REFERENCES public.conversation_mail(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.conversation_piece
    ADD CONSTRAINT conversation_piece_mail_fkey FOREIGN KEY (mail) REFERENCES public.conversation_mail(id) ON DELETE CASCADE;
