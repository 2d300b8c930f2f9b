import { toTypeId } from '../../contract/ids.ts'
import type { Money } from '../../contract/money.ts'
import { newId } from '../../server/platform/id.ts'
import { available, clearing, type Decider, type Pipeline } from '../../server/slices/ledger/index.ts'

type Gift = { id: string; customerId: string; amount: Money; now: Date }

/** Money out of a clearing account into a customer's, as a top-up does: one journal, one event. */
const fund: Decider<Gift, string> = {
  name: 'factory.fund',
  outgoing: false,
  accounts: ({ customerId, amount: { currency } }) => [
    clearing('factory', currency),
    available(customerId, currency),
  ],
  facts: () => [],
  decide: (_view, { id, customerId, amount, now }) => ({
    kind: 'decided',
    outcome: id,
    effects: {
      journals: [
        {
          id,
          kind: 'factory_funding',
          subject: id,
          recordedAt: now,
          postings: [
            {
              kind: 'principal',
              from: clearing('factory', amount.currency),
              to: available(customerId, amount.currency),
              amount: amount.minor,
            },
          ],
        },
      ],
      events: [
        {
          type: 'factory.funded',
          version: 1,
          stream: customerId,
          subject: id,
          journal: id,
          payload: { id: toTypeId('journal', id) },
          occurredAt: now,
        },
      ],
    },
  }),
}

/** Gives a customer money through the pipeline, for tests and benchmarks. */
export async function giveMoney(pipeline: Pipeline, customerId: string, amount: Money): Promise<void> {
  const id = newId()
  const now = new Date()
  const idempotency = { scope: customerId, key: `factory-${id}`, requestHash: Buffer.alloc(32) }
  await pipeline.execute(fund, { id, customerId, amount, now }, { idempotency, now })
}
