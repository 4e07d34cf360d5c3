import { createHash } from 'node:crypto';
import { pageAsset } from '../page-files.ts';
import type { Content } from './html.ts';
import { Html, markup } from './html.ts';

/**
 * A whole page, in one file that needs nothing besides: style and script are in it and named by their hashes in the content security
 * policy, so that nothing else can be run, loaded or sent, whatever a name in the page says.
 *
 * @example document('amer, 21 November 2026', markup`<main>…</main>`)
 */
export function document(title: string, body: Content): string {
  const style = pageAsset('page.css');
  const script = pageAsset('page.js');
  const policy = `default-src 'none'; style-src ${hashOf(style)}; script-src ${hashOf(script)}; base-uri 'none'; form-action 'none'`;
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${new Html(style)}</style>
</head>
<body>
${body}
<script>${new Html(script)}</script>
</body>
</html>
`.text;
}

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
