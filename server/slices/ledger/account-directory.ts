import type pg from 'pg'
import { isCurrency } from '../../../contract/money.ts'
import { assertInvariant } from '../../platform/errors.ts'
import { newId } from '../../platform/id.ts'
import { accountKey, type AccountRef } from './accounts.ts'
import * as queries from './queries.ts'

/** Finds the ids of accounts by what they are for. An id never changes, so it may be remembered. */
export type AccountDirectory = {
  /** Sorted distinct ids of the accounts, and the key of each by its id; opens what is missing. */
  resolve(
    client: pg.ClientBase,
    refs: readonly AccountRef[],
  ): Promise<{ ids: string[]; refs: ReadonlyMap<string, string> }>
}

/** About 20 MB of remembered ids; beyond, the oldest are forgotten. */
const maxRemembered = 100_000

export function createAccountDirectory(): AccountDirectory {
  const remembered = new Map<string, string>()

  function remember(key: string, id: string): void {
    if (remembered.size >= maxRemembered) {
      const oldest = remembered.keys().next()
      if (!oldest.done) remembered.delete(oldest.value)
    }
    remembered.set(key, id)
  }

  /** Opens missing accounts outside the money transaction: an account with nothing in it harms nobody. */
  async function find(
    client: pg.ClientBase,
    missing: ReadonlyMap<string, AccountRef>,
  ): Promise<Map<string, string>> {
    const refs = Array.from(missing.values())
    const found = new Map<string, string>()
    const note = (rows: Awaited<ReturnType<typeof queries.findAccounts>>): void => {
      for (const row of rows) found.set(`${row.owner_id ?? '-'}/${row.purpose}/${row.currency}`, row.id)
    }
    note(await queries.findAccounts(client, refs))
    // Sorted, because two openers of the same accounts wait for each other's rows.
    const absent = Array.from(missing)
      .filter(([key]) => !found.has(key))
      .sort(([a], [b]) => (a < b ? -1 : 1))
    if (absent.length > 0) {
      for (const [, ref] of absent)
        assertInvariant(isCurrency(ref.currency), `unknown currency ${ref.currency}`)
      await queries.openAccounts(
        client,
        absent.map(([, ref]) => ({ id: newId(), ref })),
      )
      note(
        await queries.findAccounts(
          client,
          absent.map(([, ref]) => ref),
        ),
      )
    }
    for (const [key, id] of found) remember(key, id)
    return found
  }

  return {
    async resolve(client, refs) {
      const keysById = new Map<string, string>()
      const missing = new Map<string, AccountRef>()
      for (const ref of refs) {
        const key = accountKey(ref)
        const id = remembered.get(key)
        if (id === undefined) missing.set(key, ref)
        else keysById.set(id, key)
      }
      if (missing.size > 0) {
        const found = await find(client, missing)
        for (const key of missing.keys()) {
          const id = found.get(key)
          assertInvariant(id !== undefined, `account ${key} could not be opened`)
          keysById.set(id, key)
        }
      }
      return { ids: Array.from(keysById.keys()).sort(), refs: keysById }
    },
  }
}
