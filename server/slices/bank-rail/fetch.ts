import { createHash } from 'node:crypto'
import type { BankRailDeps } from './deps.ts'
import * as files from './queries-files.ts'
import type { BankServer } from './sftp.ts'
import { transaction } from './transaction.ts'
import { maxMessageBytes } from './xml/read.ts'

/**
 * Takes what the bank has put out: the bytes are stored first, then the file is moved to the bank's archive. Who dies in
 * between finds it again and knows its bytes. Nothing is read yet; that happens without the bank (`apply.ts`).
 */
export async function fetchFiles(deps: BankRailDeps, server: BankServer): Promise<void> {
  const waiting = (await server.list('out')).filter(({ name }) => !name.endsWith('.part'))
  for (const { name, size } of waiting.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    if (size > maxMessageBytes) {
      deps.log.error({ file: name, size }, 'a file of the bank is too large to be one and is set aside')
      await putAway(server, name, 'quarantine')
      continue
    }
    await store(deps, name, await server.read(`out/${name}`))
    await putAway(server, name, 'archive')
  }
}

async function store(deps: BankRailDeps, name: string, content: Buffer): Promise<void> {
  const sha256 = createHash('sha256').update(content).digest()
  const isNew = await transaction(deps.db.pool, async client => {
    const number = await files.nextFileNumber(client)
    return files.insertIncoming(client, { number, name, sha256, content, at: deps.clock.now() })
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
