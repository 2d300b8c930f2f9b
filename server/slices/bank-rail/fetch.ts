import { createHash } from 'node:crypto'
import { outsideLine } from '../../platform/outside-text.ts'
import { sealFile } from './at-rest.ts'
import type { BankRailDeps } from './deps.ts'
import * as files from './queries-files.ts'
import { BankUnreachable, type BankServer } from './sftp.ts'
import { transaction } from './transaction.ts'
import { maxMessageBytes } from './xml/read.ts'

/**
 * Takes what the bank has put out: the bytes are stored first, then the file is moved to the bank's archive. Who dies in
 * between finds it again and knows its bytes. Nothing is read yet; that happens without the bank (`apply.ts`).
 */
export async function fetchFiles(deps: BankRailDeps, server: BankServer): Promise<void> {
  const waiting = (await server.list('out')).filter(({ name }) => !name.endsWith('.part'))
  const failures: BankUnreachable[] = []
  for (const file of waiting.toSorted((a, b) => (a.name < b.name ? -1 : 1)))
    try {
      await fetchFile(deps, server, file)
    } catch (error) {
      // One file that cannot be read or moved holds up no other.
      if (!(error instanceof BankUnreachable)) throw error
      failures.push(error)
    }
  if (failures[0]) throw failures[0]
}

async function fetchFile(
  deps: BankRailDeps,
  server: BankServer,
  { name, size }: { name: string; size: number },
): Promise<void> {
  if (size > maxMessageBytes) {
    deps.log.error({ file: name, size }, 'a file of the bank is too large to be one and is set aside')
    return putAway(server, name, 'quarantine')
  }
  // The library waits for ever for the first byte of a file that has none.
  const content = size === 0 ? Buffer.alloc(0) : await server.read(`out/${name}`)
  await store(deps, name, content)
  return putAway(server, name, 'archive')
}

async function store(deps: BankRailDeps, name: string, content: Buffer): Promise<void> {
  const sha256 = createHash('sha256').update(content).digest()
  const isNew = await transaction(deps.db.pool, async client => {
    const number = await files.nextFileNumber(client)
    const label = outsideLine(name, 200)
    return files.insertIncoming(client, {
      number,
      name: label,
      sha256,
      size: content.byteLength,
      stored: sealFile(deps.sealKey, number, content),
      at: deps.clock.now(),
    })
  })
  if (!isNew) deps.log.info({ file: name }, 'the bank repeated a file; nothing is done')
}

/** A repeated file has the name of its first; both are kept. */
async function putAway(server: BankServer, name: string, folder: 'archive' | 'quarantine'): Promise<void> {
  let target = `out/${folder}/${name}`
  for (let copy = 2; (await server.sizeOf(target)) !== undefined; copy += 1)
    target = `out/${folder}/${copy}-${name}`
  await server.rename(`out/${name}`, target)
}
