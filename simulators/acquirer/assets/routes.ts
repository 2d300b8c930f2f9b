import { readFileSync } from 'node:fs'
import type { FastifyInstance } from 'fastify'

const TYPES = {
  'hosted.css': 'text/css; charset=utf-8',
  'hosted.js': 'text/javascript; charset=utf-8',
  'icon.svg': 'image/svg+xml',
  'steer.css': 'text/css; charset=utf-8',
  'steer.js': 'text/javascript; charset=utf-8',
  'tokens.css': 'text/css; charset=utf-8',
}

/** Styles and scripts of the pages, read once; a name that is not listed does not exist. */
export async function assetRoutes(app: FastifyInstance): Promise<void> {
  for (const [name, type] of Object.entries(TYPES)) {
    const content = readFileSync(new URL(name, import.meta.url))
    app.get(`/assets/${name}`, async (_request, reply) =>
      reply
        .headers({ 'Cache-Control': 'no-cache', 'X-Content-Type-Options': 'nosniff' })
        .type(type)
        .send(content),
    )
  }
}
