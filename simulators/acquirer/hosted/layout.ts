import { LANGUAGES, translator, type Language } from '../messages/messages.ts'
import { html, type Html } from '../../shared/html.ts'

const DOCTYPE = '<!doctype html>\n'

/** Links that show this page in the other language; the reader's own is not a link. */
function languageLinks(language: Language, path: string): Html {
  const t = translator(language)
  const links = LANGUAGES.map(other =>
    other === language
      ? html`<li><span aria-current="true" lang="${other}">${translator(other)('language.name')}</span></li>`
      : html`<li>
          <a href="${path}?lang=${other}" lang="${other}" hreflang="${other}"
            >${translator(other)('language.name')}</a
          >
        </li>`,
  )
  return html`<nav class="languages" aria-label="${t('language.switch')}">
    <ul>
      ${links}
    </ul>
  </nav>`
}

/** A whole page. `state` is for tests and styles: what the page shows, without reading its words. */
export function page(options: {
  language: Language
  title: string
  path: string
  state: string
  stylesheet: 'hosted' | 'steer'
  body: Html
}): string {
  const { language } = options
  const t = translator(language)
  return (
    DOCTYPE +
    html`<html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <meta name="color-scheme" content="light dark" />
        <title>${options.title}</title>
        <link rel="icon" href="/assets/icon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/assets/tokens.css" />
        <link rel="stylesheet" href="/assets/${options.stylesheet}.css" />
        <script type="module" src="/assets/${options.stylesheet}.js"></script>
      </head>
      <body data-state="${options.state}">
        <header class="notice">
          <p><strong>${t('notice.title')}</strong> ${t('notice.text')}</p>
          ${languageLinks(language, options.path)}
        </header>
        ${options.body}
      </body>
    </html>`.markup
  )
}
