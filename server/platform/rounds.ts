/** Something due, by its id. */
type Due = { id: string }

/**
 * Works through what is due, a round at a time, until nothing moves on any more. What fails, or has nothing to be done
 * about it now, is left alone for the rest of the run: one broken row holds up nobody behind it. All failures are thrown
 * together at the end; a round of which everything failed is no row's fault, and ends the run.
 * @param size so many at once; between rounds others get their turn.
 * @param find what is due, the longest waiting first, at most `limit`; asked again after each round.
 * @param work whether it moved on.
 */
export async function workInRounds<Item extends Due>({
  size,
  find,
  work,
}: {
  size: number
  find: (limit: number) => Promise<readonly Item[]>
  work: (item: Item) => Promise<boolean>
}): Promise<void> {
  const left = new Set<string>()
  const failures: unknown[] = []
  for (;;) {
    const found = await find(size + left.size)
    const round = found.filter(({ id }) => !left.has(id))
    const results = await Promise.allSettled(round.map(work))
    results.forEach((result, index) => {
      const id = round[index]?.id
      if (id !== undefined && !(result.status === 'fulfilled' && result.value)) left.add(id)
      if (result.status === 'rejected') failures.push(result.reason)
    })
    if (!results.some(({ status }) => status === 'fulfilled')) break
  }
  if (failures.length === 1) throw failures[0]
  if (failures.length > 1) throw new AggregateError(failures, `${failures.length} of what was due failed`)
}
