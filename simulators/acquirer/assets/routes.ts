import type { FastifyInstance } from 'fastify'
import { serveAsset, sharedAssetRoutes } from '../../shared/assets/routes.ts'

const TYPES = {
  'hosted.css': 'text/css; charset=utf-8',
  'hosted.js': 'text/javascript; charset=utf-8',
}

/** Styles and scripts of the pages. */
export async function assetRoutes(app: FastifyInstance): Promise<void> {
  await sharedAssetRoutes(app)
  for (const [name, type] of Object.entries(TYPES))
    serveAsset(app, name, new URL(name, import.meta.url), type)
}
