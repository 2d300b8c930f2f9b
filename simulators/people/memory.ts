import { readFile, rename, writeFile } from 'node:fs/promises'
import { z } from 'zod'

/**
 * What the demo people remember from start to start: the devices and sessions they are signed in with, and which
 * chapters of their story have happened. So a story that was cut off goes on where it was, on the same devices.
 */
const contentSchema = z.object({
  version: z.literal(1),
  /** By e-mail address. */
  signIns: z.record(z.string(), z.object({ device: z.string(), session: z.string() })),
  told: z.array(z.string()),
})

type Content = z.output<typeof contentSchema>
export type SignIn = Content['signIns'][string]

export type Memory = {
  /** Whether there was anything to remember when it was opened. */
  isNew: boolean
  signInOf(email: string): SignIn | undefined
  keepSignIn(email: string, signIn: SignIn): Promise<void>
  wasTold(chapter: string): boolean
  keepTold(chapter: string): Promise<void>
  /** Keeps that the story has begun. */
  begin(): Promise<void>
}

async function read(file: string): Promise<Content | undefined> {
  try {
    return contentSchema.parse(JSON.parse(await readFile(file, 'utf8')))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

/** The file holds sessions, so only its owner may read it. */
export async function openMemory(file: string): Promise<Memory> {
  const known = await read(file)
  const content: Content = known ?? { version: 1, signIns: {}, told: [] }
  const told = new Set(content.told)
  let writing = Promise.resolve()

  /** One after the other: the people do things at the same time. */
  function save(): Promise<void> {
    const text = `${JSON.stringify({ ...content, told: [...told] }, null, 2)}\n`
    writing = writeAfter(writing, text)
    return writing
  }

  async function writeAfter(before: Promise<void>, text: string): Promise<void> {
    await before
    const unfinished = `${file}.${process.pid}`
    await writeFile(unfinished, text, { mode: 0o600 })
    await rename(unfinished, file)
  }

  return {
    isNew: known === undefined,
    signInOf: email => content.signIns[email],
    keepSignIn(email, signIn) {
      content.signIns[email] = signIn
      return save()
    },
    wasTold: chapter => told.has(chapter),
    keepTold(chapter) {
      told.add(chapter)
      return save()
    },
    begin: save,
  }
}
