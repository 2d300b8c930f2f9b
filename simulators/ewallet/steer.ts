import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { html } from '../shared/html.ts'
import { inTransaction } from '../shared/queries-store.ts'
import { faultsSchema } from './faults.ts'
import { formatAmount, translator, type Language } from './messages/messages.ts'
import { page } from './pages.ts'
import { letTimePass, settle } from './pay.ts'
import * as queries from './queries.ts'
import type { WalletHouse } from './wallet-house.ts'

const clockSchema = z.strictObject({ offset_ms: z.int().min(0).max(3_153_600_000_000) })
const pathSchema = z.object({ id: z.string() })

/** How testers make things go wrong, and see what went on. Whoever reaches the port can steer. */
export async function steerRoutes(app: FastifyInstance, house: WalletHouse): Promise<void> {
  app.setErrorHandler((error, _request, reply) => {
    if (error instanceof z.ZodError) return reply.status(422).send({ issues: error.issues })
    console.error(error)
    return reply.status(500).send({ message: 'broken' })
  })
  app.get('/steer', (request, reply) =>
    reply
      .type('text/html; charset=utf-8')
      .header('Cache-Control', 'no-store')
      .send(steerPage(house, request)),
  )
  app.get('/steer/api/state', () => ({
    payments: queries.newestPayments(house.db, 100),
    agreements: queries.listAgreements(house.db),
  }))
  app.get('/steer/api/balances', () =>
    Object.fromEntries(Array.from(queries.sumsPaid(house.db), ([currency, sum]) => [currency, String(sum)])),
  )
  app.get('/steer/api/faults', () => house.faults.current())
  app.put('/steer/api/faults', request => {
    house.faults.replace(faultsSchema.parse(request.body))
    house.wake()
    return house.faults.current()
  })
  app.get('/steer/api/clock', () => ({ offset_ms: house.clock.offsetMs() }))
  app.put('/steer/api/clock', (request, reply) => {
    const { offset_ms: offsetMs } = clockSchema.parse(request.body)
    if (!house.clock.moveTo(offsetMs))
      return reply.status(409).send({ message: 'The clock only moves forward.' })
    inTransaction(house.db, tx => queries.writeSetting(tx, 'clock_offset_ms', String(offsetMs)))
    letTimePass(house)
    house.wake()
    return { offset_ms: house.clock.offsetMs() }
  })
  app.post('/steer/api/payments/:id/settle', (request, reply) => {
    const settled = inTransaction(house.db, tx => {
      const payment = queries.findPayment(tx, pathSchema.parse(request.params).id)
      return payment?.status === 'processing' ? settle(tx, house, payment) : undefined
    })
    house.wake()
    return settled
      ? { id: settled.id, status: settled.status }
      : reply.status(409).send({ message: 'Nothing to settle.' })
  })
}

function steerPage(house: WalletHouse, request: FastifyRequest): string {
  const asked = z.object({ lang: z.enum(['zh-CN', 'en']) }).safeParse(request.query)
  const browser = /^zh\b/i.test(request.headers['accept-language'] ?? '') ? 'zh-CN' : 'en'
  const language: Language = asked.success ? asked.data.lang : browser
  const t = translator(language)
  const payments = queries.newestPayments(house.db, 50)
  const hours = (house.clock.offsetMs() / 3_600_000).toFixed(1)
  const rows = payments.map(
    ({ id, status, amount, currency, wallet }) =>
      html`<tr>
        <td><code>${id}</code></td>
        <td>${t(`state.${status}`)}</td>
        <td class="figures">${formatAmount(language, amount, currency)}</td>
        <td>${wallet ?? '–'}</td>
      </tr>`,
  )
  const body = html`<main class="steer">
    <h1>${t('steer.title')}</h1>
    <p>${t('steer.clock', { hours })}</p>
    <section>
      <h2>${t('steer.faults')}</h2>
      <p><code>${JSON.stringify(house.faults.current())}</code></p>
    </section>
    <section class="scroll">
      ${
        rows.length === 0
          ? html`<p>${t('steer.empty')}</p>`
          : html`<table>
              <thead>
                <tr>
                  <th>${t('steer.payment')}</th>
                  <th>${t('steer.status')}</th>
                  <th>${t('steer.amount')}</th>
                  <th>${t('steer.wallet')}</th>
                </tr>
              </thead>
              <tbody>
                ${rows}
              </tbody>
            </table>`
      }
    </section>
  </main>`
  return page({ language, title: t('steer.title'), state: 'steer', path: '/steer', body })
}
