import { expect, it } from 'vitest';
import { escape, Html, markup, name } from './html.ts';

it('escapes whatever is put in, in text as in attributes, and nothing twice', () => {
  const hostile = `<script>alert("1")</script> & 'x'`;
  const safe = '&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;x&#39;';
  expect(markup`<p title="${hostile}">${hostile}</p>`.text).toBe(`<p title="${safe}">${safe}</p>`);
  expect(markup`${[markup`<b>${'<'}</b>`, '&', [1, null, false, undefined]]}`.text).toBe('<b>&lt;</b>&amp;1');
  expect(String(new Html('<hr>'))).toBe('<hr>');
});

it('replaces what no document may hold', () => {
  expect(escape('a\0b\uD800c😀')).toBe('a\uFFFDb\uFFFDc😀');
});

it('keeps the direction of a name to itself, and cuts it between letters', () => {
  expect(name('\u202Emoc').text).toBe('<bdi>\u202Emoc</bdi>');
  expect(name('😀😀😀', 2).text).toBe('<bdi>😀😀…</bdi>');
  expect(name('😀😀', 2).text).toBe('<bdi>😀😀</bdi>');
});
