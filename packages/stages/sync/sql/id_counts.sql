-- How many DSP ids of the audiences' users count, and how many do not and why.
SELECT dsp_ids.status, count(*) AS ids
FROM {{dsp_ids}} AS dsp_ids
GROUP BY dsp_ids.status
ORDER BY dsp_ids.status
