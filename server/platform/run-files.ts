import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'

/**
 * What a running system leaves in `<data folder>/run` for the operator's commands, the tests and the doctor. The
 * files hold passwords, so only their owner may read them, and they are removed when the system stops.
 */
export const databaseFile = runFile(
  'database.json',
  z.object({
    version: z.literal(1),
    /** Address of the database as its owner. */
    ownerUrl: z.string(),
    appUrl: z.string(),
    readerUrl: z.string(),
  }),
)

export const servicesFile = runFile(
  'services.json',
  z.object({
    version: z.literal(1),
    webUrl: z.string(),
    /** Where the server itself listens; the same as the web address except in development or behind a proxy. */
    apiUrl: z.string(),
    /** The card acquirer simulator; none in the live edition. */
    acquirer: z
      .object({ url: z.string(), steeringUrl: z.string(), secretKey: z.string(), webhookSecret: z.string() })
      .nullable(),
    /** The bank simulator; none in the live edition. */
    bank: z.object({ url: z.string(), steeringUrl: z.string() }).nullable(),
    /** The e-wallet simulator; none in the live edition. */
    ewallet: z.object({ url: z.string(), steeringUrl: z.string() }).nullable(),
  }),
)

function runFile<Schema extends z.ZodType>(name: string, schema: Schema) {
  return {
    async write(dataDir: string, content: z.output<Schema>): Promise<void> {
      const folder = join(dataDir, 'run')
      await mkdir(folder, { recursive: true })
      await chmod(folder, 0o700)
      const unfinished = join(folder, `${name}.${process.pid}`)
      await writeFile(unfinished, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 })
      await rename(unfinished, join(folder, name))
    },

    /** Undefined while no system runs on this data folder. */
    async read(dataDir: string): Promise<z.output<Schema> | undefined> {
      try {
        return schema.parse(JSON.parse(await readFile(join(dataDir, 'run', name), 'utf8')))
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
        throw error
      }
    },

    async remove(dataDir: string): Promise<void> {
      await rm(join(dataDir, 'run', name), { force: true })
    },
  }
}

export type Services = NonNullable<Awaited<ReturnType<typeof servicesFile.read>>>
