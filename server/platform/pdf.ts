import { Worker } from 'node:worker_threads'
import { z } from 'zod'
import { DomainError } from './errors.ts'

/**
 * Documents for people as PDF. Fonts for Chinese are large and embedding parts of them costs tenths of seconds, which
 * a process that answers payments does not have: a thread of its own does it, one document after the other.
 */
export type PdfBlock =
  | { kind: 'title'; text: string; under: string | null }
  | { kind: 'heading'; text: string }
  | { kind: 'paragraph'; text: string; quiet: boolean }
  | { kind: 'facts'; lines: readonly { label: string; value: string; strong: boolean }[] }
  | {
      kind: 'table'
      /** Widths are parts of the page's width and add up to 1. */
      columns: readonly { title: string; width: number; align: 'left' | 'right' }[]
      rows: readonly (readonly string[])[]
    }

export type PdfPages = {
  title: string
  author: string
  /** BCP 47, for readers that speak aloud. */
  language: string
  /** At the foot of every page, before its number. */
  footer: string
  /** ISO 8601; the same content and the same time make the same document. */
  createdAt: string
  blocks: readonly PdfBlock[]
}

export type PdfPrinter = {
  print(pages: PdfPages): Promise<Buffer>
  close(): Promise<void>
}

const answerSchema = z.union([
  z.object({ id: z.number(), bytes: z.instanceof(Uint8Array) }),
  z.object({ id: z.number(), error: z.string() }),
])

/** At a few hundredths of a second to some seconds each, whoever comes later would wait longer than a browser does. */
const maxWaiting = 100
/** A statement of ten thousand lines takes a third of it; what takes more ends its thread and not the program. */
const maxHeapMb = 512

type Waiting = { resolve: (bytes: Buffer) => void; reject: (error: Error) => void }

/**
 * Starts its thread with the first document; one that dies is replaced with the next. `print` throws `overloaded` while
 * a hundred documents wait.
 */
export function createPdfPrinter(): PdfPrinter {
  const waiting = new Map<number, Waiting>()
  let worker: Worker | undefined
  let next = 0

  function failAll(error: Error): void {
    worker = undefined
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
  }

  function start(): Worker {
    const started = new Worker(new URL('./pdf-thread.ts', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: maxHeapMb },
    })
    started.unref()
    started.on('message', message => {
      const answer = answerSchema.parse(message)
      const asked = waiting.get(answer.id)
      waiting.delete(answer.id)
      if (waiting.size === 0) started.unref()
      if ('error' in answer) asked?.reject(new Error(`a document could not be printed: ${answer.error}`))
      else asked?.resolve(Buffer.from(answer.bytes))
    })
    started.on('error', (error: unknown) => {
      if (worker === started) failAll(error instanceof Error ? error : new Error(String(error)))
    })
    started.on('exit', code => {
      if (worker === started) failAll(new Error(`the thread that prints documents ended with ${code}`))
    })
    return started
  }

  return {
    print: pages =>
      new Promise((resolve, reject) => {
        if (waiting.size >= maxWaiting) throw new DomainError('overloaded', { retryAfterSeconds: 10 })
        worker ??= start()
        const id = next++
        waiting.set(id, { resolve, reject })
        worker.ref()
        worker.postMessage({ id, pages }, [])
      }),
    async close() {
      const ending = worker
      failAll(new Error('documents are no longer printed'))
      await ending?.terminate()
    },
  }
}
