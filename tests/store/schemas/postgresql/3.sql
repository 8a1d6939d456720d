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
CREATE TABLE public.diary_line (
    id integer NOT NULL,
    at double precision NOT NULL,
    written_with character varying NOT NULL,
    nonce bytea NOT NULL,
    content bytea NOT NULL,
    link bytea NOT NULL
);
CREATE SEQUENCE public.diary_line_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.diary_line_id_seq OWNED BY public.diary_line.id;
CREATE TABLE public.outbox_answer (
    key bytea NOT NULL,
    receiver bytea NOT NULL,
    state character varying NOT NULL,
    tries integer NOT NULL,
    created double precision NOT NULL,
    due double precision NOT NULL,
    written_with character varying NOT NULL,
    nonce bytea NOT NULL,
    content bytea NOT NULL
);
CREATE TABLE public.payment_link (
    provider character varying NOT NULL,
    id character varying NOT NULL,
    "order" character varying NOT NULL,
    amount character varying NOT NULL,
    currency character varying NOT NULL,
    url character varying NOT NULL,
    reference character varying NOT NULL,
    created double precision NOT NULL,
    retired double precision,
    expires character varying,
    before character varying,
    paid double precision
);
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
CREATE TABLE public.thread_mail (
    message bytea NOT NULL,
    created double precision NOT NULL,
    written_with character varying NOT NULL,
    nonce bytea NOT NULL,
    content bytea NOT NULL
);
ALTER TABLE ONLY public.conversation_mail ALTER COLUMN id SET DEFAULT nextval('public.conversation_mail_id_seq'::regclass);
ALTER TABLE ONLY public.conversation_piece ALTER COLUMN id SET DEFAULT nextval('public.conversation_piece_id_seq'::regclass);
ALTER TABLE ONLY public.diary_line ALTER COLUMN id SET DEFAULT nextval('public.diary_line_id_seq'::regclass);
ALTER TABLE ONLY public.schema_version ALTER COLUMN version SET DEFAULT nextval('public.schema_version_version_seq'::regclass);
INSERT INTO public.attempt VALUES ('\x6b6579', 3, 1756728000);
INSERT INTO public.conversation_fact VALUES ('\x66616374', 1, 'address');
INSERT INTO public.conversation_mail VALUES (1, '\x6b6579', '00', '\x6e6f6e6365', '\x7265666572656e6365', '\x73656e646572', 1756728000, true);
INSERT INTO public.conversation_masking VALUES (1, '\x6e6f6e6365', '\x706c61636573', true);
INSERT INTO public.conversation_piece VALUES (1, 1, 0, 'part', 8, 3, 4, '\x6f70656e696e6773', '', 3, '[["1", 0, 8]]', false, false);
INSERT INTO public.diary_line VALUES (1, 1756728000, '00', '\x6e6f6e6365', '\x636f6e74656e74', '\x6c696e6b');
INSERT INTO public.schema_version VALUES (3);
INSERT INTO public.store_key VALUES ('00', 1756728000);
SELECT pg_catalog.setval('public.conversation_mail_id_seq', 1, true);
SELECT pg_catalog.setval('public.conversation_piece_id_seq', 1, true);
SELECT pg_catalog.setval('public.diary_line_id_seq', 1, true);
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
ALTER TABLE ONLY public.diary_line
    ADD CONSTRAINT diary_line_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.outbox_answer
    ADD CONSTRAINT outbox_answer_pkey PRIMARY KEY (key);
ALTER TABLE ONLY public.payment_link
    ADD CONSTRAINT payment_link_pkey PRIMARY KEY (provider, id);
ALTER TABLE ONLY public.schema_version
    ADD CONSTRAINT schema_version_pkey PRIMARY KEY (version);
ALTER TABLE ONLY public.store_key
    ADD CONSTRAINT store_key_pkey PRIMARY KEY (fingerprint);
ALTER TABLE ONLY public.thread_mail
    ADD CONSTRAINT thread_mail_pkey PRIMARY KEY (message);
CREATE INDEX conversation_mail_age ON public.conversation_mail USING btree (delivered, arrived);
CREATE INDEX ix_attempt_first ON public.attempt USING btree (first);
CREATE INDEX ix_conversation_fact_mail ON public.conversation_fact USING btree (mail);
CREATE INDEX ix_conversation_mail_sender ON public.conversation_mail USING btree (sender);
CREATE INDEX ix_conversation_masking_due ON public.conversation_masking USING btree (due);
CREATE INDEX ix_conversation_piece_mail ON public.conversation_piece USING btree (mail);
CREATE INDEX ix_diary_line_at ON public.diary_line USING btree (at);
CREATE INDEX ix_outbox_answer_created ON public.outbox_answer USING btree (created);
CREATE INDEX ix_outbox_answer_due ON public.outbox_answer USING btree (due);
CREATE INDEX ix_outbox_answer_receiver ON public.outbox_answer USING btree (receiver);
CREATE INDEX ix_payment_link_order ON public.payment_link USING btree ("order");
CREATE INDEX ix_thread_mail_created ON public.thread_mail USING btree (created);
ALTER TABLE ONLY public.conversation_fact
    ADD CONSTRAINT conversation_fact_mail_fkey FOREIGN KEY (mail) REFERENCES public.conversation_mail(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.conversation_masking
    ADD CONSTRAINT conversation_masking_mail_fkey FOREIGN KEY (mail) REFERENCES public.conversation_mail(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.conversation_piece
    ADD CONSTRAINT conversation_piece_mail_fkey FOREIGN KEY (mail) REFERENCES public.conversation_mail(id) ON DELETE CASCADE;
