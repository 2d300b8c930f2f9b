import type { DiagnosisCause } from '../../contract/api/diagnosis.ts'
import type { DiagnosisFacts } from './facts.ts'
import { contact, otherMethod, problem, tryAgain, type Finding, type ProposedAction } from './finding.ts'

type Rule = { cause: DiagnosisCause; actions: readonly ProposedAction[] }

/** Codes of card issuers and acquirers, as `funding` keeps them. */
const cards: Readonly<Record<string, Rule>> = {
  card_declined: { cause: 'card_declined', actions: [otherMethod, tryAgain, contact] },
  insufficient_funds: {
    cause: 'card_without_funds',
    actions: [otherMethod, { type: 'lower_amount', most: null }],
  },
  expired_card: { cause: 'card_expired', actions: [otherMethod] },
  lost_card: { cause: 'card_lost_or_stolen', actions: [otherMethod] },
  stolen_card: { cause: 'card_lost_or_stolen', actions: [otherMethod] },
  incorrect_cvc: { cause: 'card_details_wrong', actions: [tryAgain, otherMethod] },
  incorrect_number: { cause: 'card_details_wrong', actions: [tryAgain, otherMethod] },
  card_not_supported: { cause: 'card_not_supported', actions: [otherMethod] },
  velocity_exceeded: { cause: 'card_used_too_often', actions: [otherMethod, { type: 'wait', until: null }] },
  authentication_failed: { cause: 'card_not_confirmed', actions: [tryAgain, otherMethod] },
  processing_error: { cause: 'card_error', actions: [tryAgain, otherMethod] },
  suspected_fraud: { cause: 'card_suspected_fraud', actions: [otherMethod, contact] },
  rail_unavailable: { cause: 'rail_unavailable', actions: [tryAgain, otherMethod] },
  rail_refused: { cause: 'rail_refused', actions: [otherMethod, contact] },
  refunded: { cause: 'money_went_back', actions: [tryAgain, contact] },
}

/** Why a person looks at a top-up. The customer has nothing to do, and must hear exactly that. */
const reviews: Readonly<Record<string, DiagnosisCause>> = {
  amount_mismatch: 'review_amounts',
  currency_mismatch: 'review_amounts',
  reference_mismatch: 'review_amounts',
  partly_refunded: 'review_amounts',
  not_settled_in_time: 'review_silence',
  no_answer: 'review_silence',
  unknown_to_rail: 'review_silence',
  account_restricted: 'review_account',
}

const correct: ProposedAction = { type: 'correct_details' }

/** Reasons of banks, as `contract/bank-reasons.ts` groups their codes. */
const banks: Readonly<Record<string, Rule>> = {
  account_number_wrong: { cause: 'bank_account_number_wrong', actions: [correct, contact] },
  account_closed_at_bank: { cause: 'bank_account_closed', actions: [otherMethod] },
  account_blocked_at_bank: { cause: 'bank_account_blocked', actions: [otherMethod, contact] },
  account_type_refuses: { cause: 'bank_account_type', actions: [otherMethod] },
  holder_name_wrong: { cause: 'holder_name_wrong', actions: [correct, contact] },
  bank_code_wrong: { cause: 'bank_code_wrong', actions: [correct, contact] },
  refused_by_account_holder: { cause: 'refused_by_account_holder', actions: [contact] },
  required_by_law: { cause: 'required_by_law', actions: [contact] },
  duplicate_at_bank: { cause: 'duplicate_at_bank', actions: [contact] },
  bank_unreachable: { cause: 'bank_unreachable', actions: [tryAgain, otherMethod] },
  asked_back: { cause: 'asked_back', actions: [tryAgain] },
  bank_refused: { cause: 'bank_refused', actions: [contact, otherMethod] },
}

/** The reasons that have a rule here; a test compares them with those the slices can give. */
export const ruledReasons: readonly string[] = [cards, reviews, banks].flatMap(Object.keys)

function ruleOf(rules: Readonly<Record<string, Rule>>, reason: string | null): Rule | undefined {
  return reason !== null && Object.hasOwn(rules, reason) ? rules[reason] : undefined
}

/** What an issuer's refusal means while the payment page is still open, where another card can be tried at once. */
export function causeOfDecline(reason: string | null): DiagnosisCause | undefined {
  return ruleOf(cards, reason)?.cause
}

/** What a rail said when it ended a transaction. */
export function diagnoseRail({ transaction }: DiagnosisFacts): Finding | undefined {
  const { kind, status_reason: reason, timeline } = transaction
  const rule = ruleOf(kind === 'deposit' ? cards : banks, reason)
  if (!rule) return undefined
  const step = timeline.findLast(each => each.reason === reason)
  const evidence = step?.evidence
    ? [{ fact: step.evidence.kind, value: step.evidence.reference, at: step.at }]
    : []
  return problem(rule.cause, rule.actions, { evidence })
}

/** A person is looking at it. */
export function diagnoseReview({ transaction }: DiagnosisFacts): Finding | undefined {
  const { status, status_reason: reason, expected_by: until } = transaction
  if (status !== 'in_review' || reason === 'late') return undefined
  const cause = reason !== null && Object.hasOwn(reviews, reason) ? reviews[reason] : undefined
  return {
    cause: cause ?? 'review_other',
    severity: 'waiting',
    facts: { until },
    evidence: [],
    actions: [{ type: 'wait', until }, contact],
  }
}
