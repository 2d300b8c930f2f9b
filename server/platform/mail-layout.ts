/** What a mail says, still plain text everywhere. */
export type MailParts = {
  language: string
  operator: string
  preheader: string
  heading: string
  before: readonly string[]
  code: string | undefined
  rows: readonly { label: string; value: string }[]
  button: { text: string; link: string; hint: string }
  /** The customer's own phrase, by which a genuine mail is known. */
  phrase: string | undefined
  /** What to do if it was somebody else. */
  alert: { question: string; links: readonly { text: string; link: string }[] } | undefined
  after: readonly string[]
  footer: readonly string[]
}

/**
 * Mail programs understand the HTML of the year 2000 and a little of today's: tables carry the layout, styles are
 * on the elements for those that drop the style sheet, and the sheet adds narrow screens and the dark scheme.
 * Nothing is loaded from anywhere, so opening a mail tells nobody.
 */
const font =
  "font-family:-apple-system,BlinkMacSystemFont,'Segoe UI','PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif"

const sheet = `
:root { color-scheme: light dark; supported-color-schemes: light dark; }
@media (max-width: 600px) { .card { padding: 24px 20px !important; } .code { font-size: 28px !important; } }
@media (prefers-color-scheme: dark) {
  .page { background: #0b1211 !important; } .card { background: #15201d !important; border-color: #2b3a35 !important; }
  .ink { color: #e6eeea !important; } .soft { color: #a3b3ab !important; } .line { border-color: #2b3a35 !important; }
  .box { background: #0b1211 !important; } .button { background: #5fd0a5 !important; color: #0b1211 !important; }
  a.link { color: #5fd0a5 !important; }
}`

/** The whole mail. Every text goes through `escape`; only this file writes markup. */
export function mailPage(parts: MailParts, escape: (text: string) => string): string {
  const paragraph = (text: string) =>
    `<p class="ink" style="margin:0 0 16px;color:#16211d;font-size:16px;line-height:1.6">${escape(text)}</p>`
  const body = [
    ...parts.before.map(paragraph),
    parts.code === undefined ? '' : codeBox(escape(parts.code)),
    parts.rows.length === 0 ? '' : rowTable(parts.rows, escape),
    button(parts, escape),
    parts.alert ? alertBox(parts.alert, escape) : '',
    ...parts.after.map(paragraph),
  ].join('\n')
  return `<!doctype html>
<html lang="${escape(parts.language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${escape(parts.heading)}</title>
<style>${sheet}
</style>
</head>
<body class="page" style="margin:0;padding:0;background:#f1f5f3;${font}">
<div style="display:none;max-height:0;overflow:hidden">${escape(parts.preheader)}</div>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" class="page" style="background:#f1f5f3">
<tr><td align="center" style="padding:24px 12px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:560px">
<tr><td class="ink" style="padding:0 4px 16px;color:#16211d;font-size:18px;font-weight:700">${escape(parts.operator)}</td></tr>
${parts.phrase === undefined ? '' : phraseRow(escape(parts.phrase))}<tr><td class="card line" style="padding:32px;background:#ffffff;border:1px solid #d7dfda;border-radius:12px">
<h1 class="ink" style="margin:0 0 16px;color:#16211d;font-size:22px;line-height:1.35">${escape(parts.heading)}</h1>
${body}
</td></tr>
<tr><td style="padding:16px 4px">
${parts.footer.map(text => `<p class="soft" style="margin:0 0 8px;color:#55635d;font-size:13px;line-height:1.5">${escape(text)}</p>`).join('\n')}
</td></tr>
</table>
</td></tr>
</table>
</body>
</html>
`
}

function phraseRow(phrase: string): string {
  return `<tr><td class="soft" style="padding:0 4px 12px;color:#55635d;font-size:14px;line-height:1.5">${phrase}</td></tr>
`
}

function alertBox(
  { question, links }: NonNullable<MailParts['alert']>,
  escape: (text: string) => string,
): string {
  const buttons = links.map(
    ({ text, link }) =>
      `<p style="margin:0 0 8px"><a class="link" href="${escape(link)}" style="color:#0b6b4f;font-size:16px;font-weight:600">${escape(text)}</a></p>`,
  )
  return `<div class="box" style="margin:0 0 24px;padding:16px;background:#eef3f0;border-radius:8px">
<p class="ink" style="margin:0 0 12px;color:#16211d;font-size:15px;line-height:1.6">${escape(question)}</p>
${buttons.join('\n')}
</div>`
}

function codeBox(code: string): string {
  return `<p class="code box ink" style="margin:0 0 16px;padding:16px;background:#eef3f0;border-radius:8px;color:#16211d;font-size:32px;font-weight:700;letter-spacing:2px;text-align:center;font-family:ui-monospace,Menlo,Consolas,monospace">${code}</p>`
}

function rowTable(rows: MailParts['rows'], escape: (text: string) => string): string {
  const cell =
    'padding:10px 0;border-bottom:1px solid #d7dfda;font-size:15px;line-height:1.5;vertical-align:top'
  const lines = rows.map(
    ({ label, value }) =>
      `<tr><th scope="row" align="left" class="soft line" style="${cell};padding-right:16px;color:#55635d;font-weight:400;white-space:nowrap">${escape(label)}</th>` +
      `<td align="right" class="ink line" style="${cell};color:#16211d;font-weight:600">${escape(value)}</td></tr>`,
  )
  return `<table width="100%" cellpadding="0" cellspacing="0" border="0" style="margin:0 0 24px">\n${lines.join('\n')}\n</table>`
}

function button({ button: { text, link, hint } }: MailParts, escape: (text: string) => string): string {
  const href = escape(link)
  return `<p style="margin:8px 0 16px"><a class="button" href="${href}" style="display:inline-block;padding:14px 24px;background:#0b6b4f;border-radius:8px;color:#ffffff;font-size:16px;font-weight:600;text-decoration:none">${escape(text)}</a></p>
<p class="soft" style="margin:0 0 24px;color:#55635d;font-size:13px;line-height:1.5">${escape(hint)}<br><a class="link" href="${href}" style="color:#0b6b4f;word-break:break-all">${href}</a></p>`
}
