import { setTimeout as sleep } from 'node:timers/promises'
import { openStage, seedCustomers, type Api, type BenchCustomer } from '../test/factories/stage.ts'
import { percentile } from './load.ts'
import { residentMib, watchMemory } from './memory.ts'
import { fillHistories } from './queries-export.ts'

/**
 * A history of a million records as a CSV file: how long the job takes, how long the download, and whether memory
 * stays flat over both. Then searches in that history, among three million records in all. Prints one JSON object.
 */
const rows = Number(process.env['BENCH_ROWS'] ?? 1_000_000)
const all = Number(process.env['BENCH_ALL_ROWS'] ?? 3_000_000)
/** A search is repeated this often, but no longer than `patienceMs`: one that finds nothing looks at a million rows. */
const repeats = 40
const patienceMs = 15_000

const searches = {
  first_page: '',
  rare_text: 'text=%E5%92%96%E5%95%A1',
  frequent_text: 'counterparty=%E5%B0%8F%E6%98%8E',
  nothing: 'text=zebra',
  rare_amount: 'currency=EUR&min_amount=900.99&max_amount=900.99',
} as const

async function main(): Promise<void> {
  const stage = await openStage()
  try {
    const [customer] = await seedCustomers(stage, 1)
    if (!customer) throw new Error('nobody was seeded')
    console.error(`${all} records`)
    await fillHistories(stage.ownerUrl, { ownerId: customer.id, mine: rows, others: Math.max(0, all - rows) })
    const api = await stage.startApi()
    const exported = await exportAll(api, customer)
    const found = await search(api, customer)
    await api.stop()
    console.log(JSON.stringify({ benchmark: 'export', rows, all_rows: all, ...exported, search_ms: found }))
  } finally {
    await stage.close()
  }
}

const round = (value: number): number => Number(value.toFixed(1))

async function ask(api: Api, { token }: BenchCustomer, path: string, body?: object): Promise<Response> {
  return await fetch(`http://127.0.0.1:${api.port}${path}`, {
    method: body ? 'POST' : 'GET',
    headers: { authorization: `Bearer ${token}`, ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
}

type Export = { id: string; status: string; done: number; size: number }

async function exportAll(api: Api, customer: BenchCustomer) {
  const read = async (path: string, body?: object): Promise<Export> =>
    (await (await ask(api, customer, path, body)).json()) as Export
  const before = await residentMib(api.pid)
  const memory = watchMemory(api.pid)
  const started = performance.now()
  const { id } = await read('/v1/exports', { header: 'keys', bom: false })
  let made = await read(`/v1/exports/${id}`)
  const byTenth: number[] = []
  while (made.status === 'pending' || made.status === 'running') {
    await sleep(100)
    made = await read(`/v1/exports/${id}`)
    if (made.done >= ((byTenth.length + 1) * rows) / 10) byTenth.push(memory.lap())
  }
  if (made.status !== 'ready') throw new Error(`the export is ${made.status}`)
  const jobMs = performance.now() - started
  const { lines, bytes } = await download(await ask(api, customer, `/v1/exports/${id}/file`))
  const downloadMs = performance.now() - started - jobMs
  const ofDownload = memory.lap()
  const { peakMib } = await memory.stop()
  if (lines !== rows + 1 || bytes !== made.size)
    throw new Error(`the file has ${lines} lines, ${bytes} bytes`)
  return {
    export_s: round(jobMs / 1_000),
    rows_per_s: Math.round((rows / jobMs) * 1_000),
    download_s: round(downloadMs / 1_000),
    file_mib: round(bytes / 1_048_576),
    rss_before_mib: before,
    rss_peak_mib: peakMib,
    rss_peak_mib_by_tenth: byTenth,
    rss_peak_mib_of_download: ofDownload,
  }
}

/** Counts what comes without keeping it. */
async function download(response: Response): Promise<{ lines: number; bytes: number }> {
  if (!response.body) throw new Error('the file has no content')
  let [lines, bytes] = [0, 0]
  for await (const chunk of response.body) {
    bytes += chunk.byteLength
    for (const byte of chunk) if (byte === 10) lines += 1
  }
  return { lines, bytes }
}

async function search(
  api: Api,
  customer: BenchCustomer,
): Promise<Record<string, { p50: number; p99: number }>> {
  const found: Record<string, { p50: number; p99: number }> = {}
  for (const [name, query] of Object.entries(searches)) {
    const times: number[] = []
    const until = performance.now() + patienceMs
    for (let count = 0; count < repeats && (count < 3 || performance.now() < until); count++) {
      const begun = performance.now()
      const answer = await ask(api, customer, `/v1/transactions?${query}`)
      if (answer.status !== 200) throw new Error(`${name} answered ${answer.status}`)
      await answer.arrayBuffer()
      times.push(performance.now() - begun)
    }
    times.sort((one, other) => one - other)
    found[name] = { p50: round(percentile(times, 0.5)), p99: round(percentile(times, 0.99)) }
  }
  return found
}

await main()
