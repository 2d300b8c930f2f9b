import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { z } from 'zod'

/** How far the demo people came, so that a start that was interrupted is taken up where it stopped. */
export type Notes = {
  isDone(): boolean
  /** The token of the device the account of this address was opened on; undefined while there is no account. */
  deviceOf(email: string): string | undefined
  keepDevice(email: string, token: string): void
  finish(): void
}

const contentSchema = z.object({
  version: z.literal(1),
  devices: z.record(z.string(), z.string()),
  done: z.boolean(),
})

/** Kept in a file of the data folder: a device's token opens nothing without the password, which everybody knows. */
export function openNotes(file: string): Notes {
  let content: z.infer<typeof contentSchema> = existsSync(file)
    ? contentSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
    : { version: 1, devices: {}, done: false }
  const write = (change: Partial<typeof content>): void => {
    content = { ...content, ...change }
    writeFileSync(`${file}.new`, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 })
    renameSync(`${file}.new`, file)
  }
  return {
    isDone: () => content.done,
    deviceOf: email => content.devices[email],
    keepDevice: (email, token) => write({ devices: { ...content.devices, [email]: token } }),
    finish: () => write({ done: true }),
  }
}
