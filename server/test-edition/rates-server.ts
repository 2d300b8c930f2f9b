import { once } from 'node:events'
import { createServer } from 'node:http'
import { z } from 'zod'

export type RatesServer = {
  /** For `OKPAY_RATES_URL`: with `{day}`, because the test clock may be anywhere. */
  url: string
  stop(): Promise<void>
}

/** About what a euro was worth in 2026; the dinar too, which the European Central Bank does not set. */
const around = { USD: 1.08, CNY: 7.82, GBP: 0.85, JPY: 161.4, HKD: 8.45, KWD: 0.332 } as const

const historyDays = 90
const dayMs = 86_400_000

/**
 * A central bank on this machine: the last 90 days of rates up to the day asked for, in the European Central Bank's
 * format. The same day always has the same rates, which wander by a few per cent, and a weekend has none.
 */
export async function startRatesServer(): Promise<RatesServer> {
  const server = createServer((request, response) => {
    const day = z.iso.date().safeParse(/^\/rates\/(.{10})\.xml$/.exec(request.url ?? '')?.[1])
    if (!day.success) return void response.writeHead(404).end()
    response.writeHead(200, { 'content-type': 'text/xml' }).end(fileUpTo(day.data))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the rates server has no port')
  return {
    url: `http://127.0.0.1:${address.port}/rates/{day}.xml`,
    stop: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function fileUpTo(day: string): string {
  const last = Date.parse(day)
  const days = Array.from({ length: historyDays }, (_, back) => new Date(last - back * dayMs)).filter(
    each => each.getUTCDay() !== 0 && each.getUTCDay() !== 6,
  )
  return `<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
<gesmes:subject>Reference rates</gesmes:subject>
<Cube>
${days.map(each => cubeOf(each)).join('\n')}
</Cube>
</gesmes:Envelope>
`
}

function cubeOf(day: Date): string {
  const number = day.getTime() / dayMs
  const rates = Object.entries(around).map(([currency, rate], index) => {
    const wander = 0.018 * Math.sin(number / 11 + index) + 0.006 * Math.sin(number * 1.7 + index * 3)
    return `<Cube currency="${currency}" rate="${(rate * (1 + wander)).toFixed(rate > 100 ? 2 : 4)}"/>`
  })
  return `<Cube time="${day.toISOString().slice(0, 10)}">${rates.join('')}</Cube>`
}
