import { notFound } from './errors.ts'

export type Paging = {
  limit: number
  starting_after?: string | undefined
  ending_before?: string | undefined
}
export type SequenceRange = { after: number; before: number; ascending: boolean; limit: number }

/**
 * One page of a list, newest first. Lists are cut by the order in which objects were stored, so a page stays whole
 * while new ones arrive. `find` answers the sequence number of a cursor's object.
 */
export function readPage<Item>(
  paging: Paging,
  object: string,
  find: (id: string) => number | undefined,
  list: (range: SequenceRange) => Item[],
): { items: Item[]; hasMore: boolean } {
  const locate = (param: 'starting_after' | 'ending_before'): number | undefined => {
    const id = paging[param]
    if (id === undefined) return undefined
    const sequence = find(id)
    if (sequence === undefined) throw notFound(object, id, param)
    return sequence
  }
  const before = locate('starting_after') ?? Number.MAX_SAFE_INTEGER
  const after = locate('ending_before') ?? 0
  // Without a lower cursor the page begins at the newest; with one it ends right above it.
  const ascending = paging.ending_before !== undefined
  const found = list({ after, before, ascending, limit: paging.limit + 1 })
  const hasMore = found.length > paging.limit
  if (!hasMore) return { items: found, hasMore }
  return { items: ascending ? found.slice(1) : found.slice(0, -1), hasMore }
}
