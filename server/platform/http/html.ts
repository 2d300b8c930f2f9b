import { randomBytes } from 'node:crypto'
import type { FastifyReply } from 'fastify'
import type { SecurityHeaders } from './security-headers.ts'

/** Where a page made at the start gets the nonce of the response it goes out with. */
export const noncePlaceholder = '__CSP_NONCE__'

export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}

/** Readable without our web application: system fonts, both colour schemes, nothing loaded from anywhere. */
const style = `
:root { color-scheme: light dark; --ink: #16211d; --soft: #55635d; --line: #d7dfda; --paper: #fbfcfb; --code: #eef3f0; --link: #0b6b4f; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6eeea; --soft: #a3b3ab; --line: #2b3a35; --paper: #0b1211; --code: #15201d; --link: #5fd0a5; } }
body { margin: 0 auto; max-width: 52rem; padding: 2rem 1rem 4rem; background: var(--paper); color: var(--ink); font: 1rem/1.6 system-ui, "PingFang SC", "Noto Sans CJK SC", sans-serif; }
h1 { font-size: 1.6rem; line-height: 1.3; } h2 { margin-top: 2.5rem; font-size: 1.25rem; } h3 { margin-top: 2rem; font-size: 1.05rem; }
a { color: var(--link); } code, pre { background: var(--code); border-radius: 4px; font-size: 0.9em; } code { padding: 0.1em 0.3em; overflow-wrap: anywhere; }
pre { padding: 0.8rem 1rem; overflow-x: auto; } pre code { padding: 0; }
.scroll { overflow-x: auto; } table { border-collapse: collapse; width: 100%; font-size: 0.95rem; } th, td { text-align: left; vertical-align: top; padding: 0.4rem 0.8rem 0.4rem 0; border-bottom: 1px solid var(--line); }
th { color: var(--soft); font-weight: 600; } .soft { color: var(--soft); } section { border-top: 1px solid var(--line); margin-top: 2rem; }
`

/** A whole page around some HTML; `content` is trusted, `title` is not. */
export function htmlPage(page: { title: string; language: string; content: string }): string {
  return `<!doctype html>
<html lang="${escapeHtml(page.language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(page.title)} – OKPay</title>
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
<style nonce="${noncePlaceholder}">${style}</style>
</head>
<body>
<main>
${page.content}
</main>
</body>
</html>
`
}

/** Sends a page with a nonce of its own (128 bits, as CSP level 3 asks) and the policy that goes with it. */
export function sendPage(reply: FastifyReply, headers: SecurityHeaders, html: string): FastifyReply {
  const nonce = randomBytes(16).toString('base64')
  return reply
    .headers(headers.page(nonce))
    .header('cache-control', 'no-cache')
    .header('content-type', 'text/html; charset=utf-8')
    .send(html.replaceAll(noncePlaceholder, nonce))
}
