-- A rank from 0 to n - 1 whose frequency falls as 1 / rank (Zipf's law with exponent 1).
CREATE TEMP MACRO zipf(u, n) AS CAST(floor(pow(n, u)) AS BIGINT) - 1;
CREATE TEMP MACRO id_of(prefix, h) AS prefix || lpad(lower(to_hex(h)), 16, '0');
CREATE TEMP MACRO topic_name(no) AS (
  ['travel', 'cars', 'garden', 'cooking', 'running', 'finance', 'games', 'music',
   'parenting', 'fashion', 'home', 'film', 'science', 'pets', 'cycling', 'weather']
)[no + 1];
CREATE TEMP MACRO topic_drawn(u) AS topic_name(CAST(floor(u * 16) AS BIGINT));
-- A source's id of a person: the DSP's are unsigned 64-bit numbers as decimal text, the others' opaque texts.
CREATE TEMP MACRO person_id(source, k, no) AS
  CASE WHEN source = 'an' THEN CAST(greatest(mix(k, source || no), 1) AS VARCHAR)
       ELSE id_of(source || '-', mix(k, source || no)) END;
CREATE TEMP MACRO special_id(source, k) AS id_of(source || '-', mix(k, 'id'));
