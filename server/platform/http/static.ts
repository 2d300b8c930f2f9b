import { existsSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Config } from '../config.ts'
import type { Logger } from '../log.ts'
import { pageText } from '../messages.ts'
import { compressAssets } from './compress-assets.ts'
import { escapeHtml, htmlPage, sendPage } from './html.ts'
import { negotiateLocale } from './locale.ts'
import type { SecurityHeaders } from './security-headers.ts'

/** Addresses that are never a page of the web application, even when a browser navigates there. */
const notPages = /^\/(v1|staff\/v1|socket\.io|healthz|readyz|metrics|simulators|assets)(\/|$)/

/** Answers a navigation with the web application, or does nothing. True when it answered. */
export type AnswerPage = (request: FastifyRequest, reply: FastifyReply) => boolean

/**
 * Serves the built web application: files under their names, and `index.html` for every navigation, because the
 * application routes by itself. Files in `assets/` carry a hash of their content in their name and never change.
 */
export function serveWeb(
  app: FastifyInstance,
  web: { root: string; headers: SecurityHeaders; log: Logger; edition: Config['edition'] },
): AnswerPage {
  const { root, headers, log, edition } = web
  const indexFile = join(root, 'index.html')
  if (!existsSync(indexFile)) {
    log.warn({ root }, 'the web application is not built; only the API is served')
    return answerNotBuilt(headers)
  }
  // The banner of the test edition stands above everything: a page that learned of it by asking would jump.
  const index = readFileSync(indexFile, 'utf8').replace('<html ', `<html data-edition="${edition}" `)
  void app.register(fastifyStatic, {
    root,
    // One route per existing file: a path that was never built cannot reach the disk at all.
    wildcard: false,
    index: [],
    globIgnore: ['index.html', '**/*.{br,gz,map}'],
    preCompressed: true,
    cacheControl: false,
    decorateReply: false,
    setHeaders(reply, path) {
      reply.headers(headers.asset)
      reply.header('cache-control', cacheControlOf(relative(root, path)))
    },
  })
  // In the background: until a file's compressed sibling exists, the file itself is served.
  app.addHook('onReady', done => {
    compressAssets(root).catch((error: unknown) =>
      log.warn({ error: String(error) }, 'assets stay uncompressed'),
    )
    done()
  })
  const sendIndex = (reply: FastifyReply) => sendPage(reply, headers, index)
  for (const url of ['/', '/index.html']) app.get(url, (_request, reply) => sendIndex(reply))
  return (request, reply) => {
    if (!isNavigation(request)) return false
    void sendIndex(reply)
    return true
  }
}

function cacheControlOf(path: string): string {
  return path.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache'
}

/** A browser opening an address, not a script fetching data nor a missing file. */
function isNavigation({ raw, method, headers }: FastifyRequest): boolean {
  if (method !== 'GET' && method !== 'HEAD') return false
  const path = raw.url?.split('?', 1)[0] ?? ''
  if (notPages.test(path) || path.slice(path.lastIndexOf('/')).includes('.')) return false
  return headers.accept?.includes('text/html') ?? false
}

function answerNotBuilt(headers: SecurityHeaders): AnswerPage {
  return (request, reply) => {
    if (!isNavigation(request)) return false
    const language = negotiateLocale(request.headers['accept-language'])
    const title = pageText('web_not_built_title', language)
    const content = `<h1>${escapeHtml(title)}</h1>
<p>${escapeHtml(pageText('web_not_built_text', language))}</p>
<p><a href="/developers">${escapeHtml(pageText('developers_link', language))}</a></p>`
    void sendPage(reply.code(404), headers, htmlPage({ title, language, content }))
    return true
  }
}
