-- Everything random is a hash of a key: the same key gives the same draw. The inner hash joins its arguments by XOR,
-- so two draws for one key would differ by a constant; the outer hash breaks that.
CREATE TEMP MACRO mix(a, b) AS hash(hash(a, b));
-- A number in [0, 1), from the 53 high bits of a hash.
CREATE TEMP MACRO unit(h) AS CAST(h >> 11 AS DOUBLE) / 9007199254740992.0;
CREATE TEMP MACRO draw(key, what) AS unit(mix(key, what));
