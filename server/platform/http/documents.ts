import { readFileSync } from 'node:fs'
import type { FastifyInstance } from 'fastify'
import { marked } from 'marked'
import { errorCatalogue, errorCodes, isErrorCode, type ErrorCode } from '../../../contract/errors.ts'
import type { Config } from '../config.ts'
import { refusalText } from '../messages.ts'
import { answerRefusal, type Answering } from './answer.ts'
import { developersPage, type OpenApi } from './developers-page.ts'
import { escapeHtml, htmlPage, sendPage } from './html.ts'
import type { SecurityHeaders } from './security-headers.ts'

const docs = new URL('../../../docs/', import.meta.url)

/**
 * `/v1/openapi.json`, the readable reference made from it, and a page per error code: where the `type` of every
 * problem leads. All of it is made once, at the start.
 */
export function serveDocuments(app: FastifyInstance, answering: Answering, headers: SecurityHeaders): void {
  const document = openApiFor(answering.config)
  const json = JSON.stringify(document)
  app.get('/v1/openapi.json', (_request, reply) =>
    reply
      .header('cache-control', 'no-cache')
      .header('content-type', 'application/json; charset=utf-8')
      .send(json),
  )

  const reference = htmlPage({ title: 'API', language: 'en', content: developersPage(document) })
  app.get('/developers', (_request, reply) => sendPage(reply, headers, reference))

  const overview = htmlPage({ title: 'Errors', language: 'en', content: errorOverview() })
  app.get('/errors', (_request, reply) => sendPage(reply, headers, overview))

  const pages = new Map(errorCodes.map(code => [code, errorPageOf(code)]))
  app.get<{ Params: { code: string } }>('/errors/:code', (request, reply) => {
    const { code } = request.params
    const page = isErrorCode(code) ? pages.get(code) : undefined
    if (page === undefined) return answerRefusal(answering, { code: 'not_found' }, request, reply)
    return sendPage(reply, headers, page)
  })
}

/** The generated document at this installation's address; the live edition has no test helpers. */
function openApiFor({ edition, http }: Config): OpenApi {
  const document: OpenApi = JSON.parse(readFileSync(new URL('openapi.json', docs), 'utf8'))
  const isTestHelper = (path: string) => path.startsWith('/v1/test_helpers/')
  const paths = Object.entries(document.paths).filter(([path]) => edition === 'test' || !isTestHelper(path))
  return {
    ...document,
    servers: [{ url: http.publicUrl }],
    tags: document.tags.filter(tag => edition === 'test' || tag.name !== 'test_helpers'),
    paths: Object.fromEntries(paths),
  }
}

function errorPageOf(code: ErrorCode): string {
  const text = readFileSync(new URL(`errors/${code}.md`, docs), 'utf8')
  // A reader that speaks aloud needs to know where the language changes.
  const article = marked
    .parse(text, { async: false })
    .replace(/<h2>中文<\/h2>[^]*$/, '<section lang="zh-CN">$&</section>')
  const content = `${article}<p class="soft"><a href="/errors">/errors</a> · <a href="/developers">/developers</a></p>`
  return htmlPage({ title: code, language: 'en', content })
}

function errorOverview(): string {
  const rows = errorCodes.map(code => {
    const titles = (['en', 'zh-CN'] as const).map(
      locale => refusalText(code, {}, { locale, timeZone: 'UTC' }).title,
    )
    const cells = [
      `<a href="/errors/${code}"><code>${code}</code></a>`,
      String(errorCatalogue[code].status),
      ...titles.map(escapeHtml),
    ]
    return `<tr>${cells.map(cell => `<td>${cell}</td>`).join('')}</tr>`
  })
  return `<h1>Errors · 错误代码</h1>
<div class="scroll"><table><thead><tr><th>code</th><th>HTTP</th><th>English</th><th>中文</th></tr></thead>
<tbody>${rows.join('\n')}</tbody></table></div>`
}
