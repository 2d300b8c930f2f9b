import { z } from 'zod'
import type { Amount } from '../demo-people.ts'
import type { Chapter, World } from '../story.ts'

/** What comes in from other banks, by the steering page of the simulated one. */

const state = z.object({
  faults: z.looseObject({ files: z.looseObject({ broken: z.unknown() }) }),
  entries: z.array(z.object({ end_to_end_id: z.string() })),
})

async function steer(
  bankUrl: string,
  method: 'GET' | 'PUT' | 'POST',
  path: string,
  body?: object,
): Promise<unknown> {
  const answer = await fetch(`${bankUrl}/steer/api/${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  if (!answer.ok) throw new Error(`the bank answers ${path}: ${answer.status} ${await answer.text()}`)
  return answer.json()
}

async function lookInto(bankUrl: string): Promise<z.output<typeof state>> {
  return state.parse(await steer(bankUrl, 'GET', 'state?limit=1000'))
}

export type Payment = {
  /** The payer's own reference; a payment that has come in comes in no second time. */
  key: string
  amount: Amount
  reference: string
  debtor: { name: string; account?: string }
}

export async function payIn({ bankUrl }: World, { key, ...payment }: Payment): Promise<void> {
  if (bankUrl === undefined) return
  const { entries } = await lookInto(bankUrl)
  if (entries.some(entry => entry.end_to_end_id === key)) return
  await steer(bankUrl, 'POST', 'credits', { ...payment, end_to_end_id: key, at_once: true })
}

/** What Alice announces under a reference that she then mistypes. */
export const mistypedTopUp = {
  key: 'transfer-mistyped',
  amount: { value: '75.00', currency: 'EUR' },
} as const

/** Nobody's, by their references: for the finance desk. Accounts are those of the IBAN registry's examples. */
export const strayPayments = {
  mistyped: {
    key: 'DEMO-MISTYPED',
    amount: mistypedTopUp.amount,
    reference: 'Top up RF00 0000 ALICE',
    debtor: { name: 'Alice Baker', account: 'NL91ABNA0417164300' },
  },
  stranger: {
    key: 'DEMO-STRANGER',
    amount: { value: '640.00', currency: 'EUR' },
    reference: 'Invoice 2041, second reminder',
    debtor: { name: 'Pilar Serrano', account: 'ES9121000418450200051332' },
  },
  unclear: {
    key: 'DEMO-UNCLEAR',
    amount: { value: '388.00', currency: 'CNY' },
    reference: '李小明 十一月',
    debtor: { name: '李建业' },
  },
} as const satisfies Record<string, Payment>

export const fromOtherBanks: readonly Chapter[] = [
  ...Object.values(strayPayments).map((payment): Chapter => ({
    name: `bank ${payment.key}`,
    tell: world => payIn(world, payment),
  })),
  {
    // The bank writes one file that breaks off; the whole follows at once. The desk puts the torn one away.
    name: 'bank sends a torn file',
    async tell(world) {
      const { bankUrl } = world
      if (bankUrl === undefined) return
      const { faults } = await lookInto(bankUrl)
      // Whoever steers the bank already has other plans with it.
      if (faults.files.broken === null)
        await steer(bankUrl, 'PUT', 'faults', { ...faults, files: { ...faults.files, broken: { times: 1 } } })
      await payIn(world, {
        key: 'DEMO-TORN',
        amount: { value: '120.00', currency: 'USD' },
        reference: 'Thank you for the workshop',
        debtor: { name: 'Marta Lindqvist' },
      })
    },
  },
]
