import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import * as contract from '../../../../contract/api/personal.ts'
import { DomainError } from '../../../platform/errors.ts'
import { file, route, type Route } from '../../../platform/http/route.ts'
import { unseal } from '../../../platform/seal.ts'
import { exportContext } from './data-export.ts'
import type { PersonalParts } from './parts.ts'
import { findExport } from './queries-export.ts'

/** The copy itself, to its owner only and only while it is kept. */
export function downloadDataExportRoute(parts: PersonalParts): Route {
  return route(contract.downloadDataExport, async ({ params, context }) => {
    const row = await findExport(parts.db.read, params.data_export)
    if (row?.customer_id !== context.principal.customerId || row.state === 'pending')
      throw new DomainError('not_found')
    const { sealed, expires_at: expiresAt } = row
    if (sealed === null || expiresAt === null || expiresAt <= context.now)
      throw new DomainError('challenge_expired')
    const bytes = await promisify(gunzip)(unseal(parts.sealKey, sealed, exportContext(row.id)))
    context.audit({ subject: row.customer_id })
    const saveAs = `okpay-data-${row.asked_at.toISOString().slice(0, 10)}.json`
    return file({ bytes, saveAs, immutable: false })
  })
}
