import { readFileSync } from 'node:fs'
import type { FastifyInstance } from 'fastify'

/** Styles and scripts that the steering pages of all simulators share, read once. */
const SHARED: Readonly<Record<string, string>> = {
  'icon.svg': 'image/svg+xml',
  'steer.css': 'text/css; charset=utf-8',
  'steer.js': 'text/javascript; charset=utf-8',
  'tokens.css': 'text/css; charset=utf-8',
}

/** Serves one file under `/assets/`; a name that is not listed does not exist. */
export function serveAsset(app: FastifyInstance, name: string, file: URL, type: string): void {
  const content = readFileSync(file)
  app.get(`/assets/${name}`, async (_request, reply) =>
    reply
      .headers({ 'Cache-Control': 'no-cache', 'X-Content-Type-Options': 'nosniff' })
      .type(type)
      .send(content),
  )
}

export async function sharedAssetRoutes(app: FastifyInstance): Promise<void> {
  for (const [name, type] of Object.entries(SHARED))
    serveAsset(app, name, new URL(name, import.meta.url), type)
}
