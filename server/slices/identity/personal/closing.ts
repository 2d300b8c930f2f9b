import type { z } from 'zod'
import type { accountClosingSchema, OpenItem } from '../../../../contract/api/account-closing.ts'
import { toTypeId } from '../../../../contract/ids.ts'
import type { ReadDb } from '../../../platform/db.ts'
import type { PersonalParts } from './parts.ts'
import type { AccountClosingRow } from './tables.ts'

export function wireClosing(closing: AccountClosingRow): z.input<typeof accountClosingSchema> {
  return {
    id: toTypeId('accountClosing', closing.id),
    status: closing.state,
    asked_at: closing.asked_at.toISOString(),
    closes_at: closing.closes_at.toISOString(),
    ended_at: closing.ended_at?.toISOString() ?? null,
    open_items: closing.open_items,
  }
}

/** Everything that is open, from every slice that has something to say. */
export async function openItems(
  db: ReadDb,
  { closingChecks }: Pick<PersonalParts, 'closingChecks'>,
  customerId: string,
): Promise<OpenItem[]> {
  const items: OpenItem[] = []
  for (const check of closingChecks) items.push(...(await check(db, customerId)))
  return items
}
