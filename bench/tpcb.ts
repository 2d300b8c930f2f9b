import pg from 'pg'
import { createTpcb, runTpcb } from './queries.ts'

const branches = 64
const accountsPerBranch = 10_000

export async function prepareTpcb(url: string): Promise<void> {
  await createTpcb(url, { branches, accountsPerBranch })
}

/**
 * TPC-B-like transactions per second, one transaction per request, through the driver the program uses. There is
 * no HTTP, no session and no key in front of it, which favours this baseline.
 */
export async function measureTpcb(options: {
  url: string
  connections: number
  seconds: number
  warmUpSeconds: number
}): Promise<number> {
  const clients = await Promise.all(
    Array.from({ length: options.connections }, async () => {
      const client = new pg.Client({ connectionString: options.url })
      await client.connect()
      return client
    }),
  )
  const measureFrom = performance.now() + options.warmUpSeconds * 1_000
  const endAt = measureFrom + options.seconds * 1_000
  let done = 0
  const up = (limit: number): number => 1 + Math.floor(Math.random() * limit)
  await Promise.all(
    clients.map(async client => {
      while (performance.now() < endAt) {
        await runTpcb(client, {
          accountId: up(branches * accountsPerBranch),
          tellerId: up(branches * 10),
          branchId: up(branches),
          delta: up(10_000) - 5_000,
        })
        const now = performance.now()
        if (now >= measureFrom && now <= endAt) done += 1
      }
    }),
  )
  await Promise.all(clients.map(client => client.end()))
  return done / options.seconds
}
