import type { StepUpOperation } from '../../../../contract/api/challenges.ts'
import type { FactorMethod } from '../../../../contract/api/factors.ts'
import type { Currency } from '../../../../contract/money.ts'

export type ChallengeRow = {
  id: string
  customer_id: string
  session_id: string
  operation: StepUpOperation
  binding: string
  binding_hash: Buffer
  display: unknown
  status: 'pending' | 'passed' | 'failed'
  tries: number
  method: FactorMethod | null
  created_at: Date
  expires_at: Date
  passed_at: Date | null
  consumed_at: Date | null
  consumed_by: string | null
}

export type StepUpTables = {
  challenge: ChallengeRow
  step_up_threshold: {
    customer_id: string
    currency: Currency
    amount: bigint
    new_recipient: bigint
    changed_at: Date
  }
  confirmed_recipient: {
    customer_id: string
    recipient_id: string
    challenge_id: string | null
    confirmed_at: Date
  }
}
