import type { z } from 'zod'
import {
  stepUpDisplaySchema,
  type challengeSchema,
  type stepUpThresholdSchema,
} from '../../../../contract/api/challenges.ts'
import type { FactorMethod } from '../../../../contract/api/factors.ts'
import { toTypeId } from '../../../../contract/ids.ts'
import { money, toWireMoney, type Currency } from '../../../../contract/money.ts'
import { maxTries, statusOf } from './challenge.ts'
import type { ChallengeRow } from './tables.ts'
import { highestThreshold, type Threshold } from './thresholds.ts'

export type WireChallenge = z.input<typeof challengeSchema>
export type WireThreshold = z.input<typeof stepUpThresholdSchema>

export function wireChallenge(
  challenge: ChallengeRow,
  {
    methods,
    destinations,
    now,
  }: {
    methods: readonly FactorMethod[]
    destinations: WireChallenge['destinations']
    now: Date
  },
): WireChallenge {
  return {
    id: toTypeId('challenge', challenge.id),
    operation: challenge.operation,
    status: statusOf(challenge, now),
    display: stepUpDisplaySchema.parse(challenge.display),
    methods: [...methods],
    destinations,
    attempts_left: challenge.status === 'failed' ? 0 : maxTries - challenge.tries,
    created_at: challenge.created_at.toISOString(),
    expires_at: challenge.expires_at.toISOString(),
    used: challenge.consumed_at !== null,
  }
}

export function wireThreshold(threshold: Threshold, currency: Currency): WireThreshold {
  const wire = (minor: bigint) => toWireMoney(money(minor, currency))
  const ceiling = highestThreshold(currency)
  return {
    amount: wire(threshold.amount),
    amount_at_most: wire(ceiling.amount),
    new_recipient: wire(threshold.newRecipient),
    new_recipient_at_most: wire(ceiling.newRecipient),
  }
}
