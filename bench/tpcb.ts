import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { Client } from 'pg'
import { load, post } from './load.ts'
import { createTpcb, runTpcb } from './queries.ts'

const branches = 64
const accountsPerBranch = 10_000

/** Connections of the baseline's server: more only queue inside PostgreSQL on two cores. */
const poolSize = 32

export async function prepareTpcb(url: string): Promise<void> {
  await createTpcb(url, { branches, accountsPerBranch })
}

const up = (limit: number): number => 1 + Math.floor(Math.random() * limit)

function randomOrder() {
  return {
    accountId: up(branches * accountsPerBranch),
    tellerId: up(branches * 10),
    branchId: up(branches),
    delta: up(10_000) - 5_000,
  }
}

/** The baseline as a process of its own; measured like the program, by the same load generator. */
export async function startTpcbServer(url: string): Promise<{ port: number; stop(): void }> {
  const child = spawn(process.execPath, [fileURLToPath(new URL('./tpcb-server.ts', import.meta.url))], {
    env: { ...process.env, NODE_ENV: 'production', TPCB_URL: url, TPCB_POOL: String(poolSize) },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = await once(child.stdout, 'data')
  return { port: Number(String(line).trim()), stop: () => void child.kill('SIGTERM') }
}

type Measurement = { connections: number; seconds: number; warmUpSeconds: number }

/** TPC-B-like transactions per second over HTTP, one transaction per request. */
export async function measureTpcbOverHttp(port: number, measurement: Measurement): Promise<number> {
  const next = (): Buffer =>
    post({ port, path: '/tpcb', token: 'none', key: 'none', body: JSON.stringify(randomOrder()) })
  const { perSecond } = await load({ port, expectedStatus: 201, next, ...measurement })
  return perSecond
}

/** The same without HTTP: each connection of the load is one of the database, in one process. */
export async function measureTpcbByDriver(
  url: string,
  { connections, seconds, warmUpSeconds }: Measurement,
): Promise<number> {
  const clients = await Promise.all(
    Array.from({ length: connections }, async () => {
      const client = new Client({ connectionString: url })
      await client.connect()
      return client
    }),
  )
  const measureFrom = performance.now() + warmUpSeconds * 1_000
  const endAt = measureFrom + seconds * 1_000
  let done = 0
  await Promise.all(
    clients.map(async client => {
      while (performance.now() < endAt) {
        await runTpcb(client, randomOrder())
        const now = performance.now()
        if (now >= measureFrom && now <= endAt) done += 1
      }
    }),
  )
  await Promise.all(clients.map(client => client.end()))
  return done / seconds
}
