import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { z } from 'zod'
import { toTypeId } from '../../../../contract/ids.ts'
import type { Clock } from '../../../platform/clock.ts'
import type { Db } from '../../../platform/db.ts'
import { defineJob, type Job } from '../../../platform/jobs.ts'
import { seal, unseal } from '../../../platform/seal.ts'
import { tellEvent } from '../recovery/events.ts'
import { exportContext } from './data-export.ts'
import type { DataSection } from './parts.ts'
import { newestAvatar } from './queries.ts'
import * as queries from './queries-export.ts'
import { avatarContext } from './set-avatar.ts'
import { exportKeptMs } from './times.ts'

type Options = { db: Db; clock: Clock; sealKey: Buffer; sections: readonly DataSection[] }

/**
 * Collects everything every slice keeps of a customer into one JSON document, encrypts it and says that it is ready.
 * Harmless to repeat: a copy that is there is not made again.
 */
export function createMakeExport(options: Options): Job<{ dataExport: string }> {
  return defineJob({
    name: 'identity.make_data_export',
    payload: z.strictObject({ dataExport: z.uuid() }),
    run: ({ dataExport }) => makeExport(options, dataExport),
  })
}

async function makeExport(options: Options, id: string): Promise<void> {
  const { db, clock, sealKey } = options
  const wanted = await queries.findExport(db.read, id)
  if (wanted?.state !== 'pending') return
  const { customer_id: customerId } = wanted
  const text = JSON.stringify(await collect(options, customerId, wanted.asked_at), withMoney, 2)
  const plain = Buffer.from(text, 'utf8')
  const sealed = seal(sealKey, await promisify(gzip)(plain), exportContext(id))
  const at = clock.now()
  const expiresAt = new Date(at.getTime() + exportKeptMs)
  await db.transaction(async tx => {
    if (!(await queries.finishExport(tx, { id, sealed, size: plain.length, at, expiresAt }))) return
    await tellEvent(tx, 'data_export.ready', {
      customerId,
      subject: id,
      now: at,
      facts: { export: toTypeId('dataExport', id), until: expiresAt.toISOString() },
    })
  })
}

async function collect(
  { db, sealKey, sections }: Options,
  customerId: string,
  askedAt: Date,
): Promise<object> {
  const avatar = await newestAvatar(db.read, customerId)
  const collected: Record<string, unknown> = {
    about: { customer: toTypeId('customer', customerId), asked_at: askedAt.toISOString(), version: 1 },
    identity: await queries.readIdentityData(db.read, customerId),
    picture:
      avatar === undefined
        ? null
        : {
            media_type: 'image/webp',
            base64: unseal(sealKey, avatar.sealed, avatarContext(avatar.id)).toString('base64'),
          },
  }
  for (const section of sections) collected[section.name] = await section.read(db.read, customerId)
  return collected
}

/** Minor units are `bigint`, which JSON has no number for. */
function withMoney(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value
}
