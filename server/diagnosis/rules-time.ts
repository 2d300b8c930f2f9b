import { causeOfDecline } from './rules-rails.ts'
import type { DiagnosisFacts } from './facts.ts'
import { contact, problem, tryAgain, type Finding, type ProposedAction } from './finding.ts'

const isOver = ({ transaction: { expected_by: at }, now }: DiagnosisFacts): boolean =>
  at !== null && Date.parse(at) <= now.getTime()

/** What is still under way: in time, late, or waiting for somebody. */
export function diagnoseWaiting(facts: DiagnosisFacts): Finding | undefined {
  const { transaction, bankDown } = facts
  const { status, status_reason: reason, expected_by: until, actions, timeline } = transaction
  const open = ['requires_action', 'requires_confirmation', 'scheduled', 'awaiting_acceptance', 'pending']
  if (![...open, 'processing', 'in_review', 'in_transit', 'sent'].includes(status)) return undefined
  const cancel: ProposedAction[] = actions.includes('cancel') ? [{ type: 'cancel' }] : []
  // A time that is past is no promise any more: the sentence that names it is left out.
  const promised = isOver(facts) ? null : until
  const waiting = (cause: Finding['cause'], first: readonly ProposedAction[]): Finding => ({
    cause,
    severity: 'waiting',
    facts: { until: promised },
    evidence: promised === null ? [] : [{ fact: 'promised', value: promised, at: promised }],
    actions: [...first, ...cancel],
  })
  if (status === 'requires_action' || status === 'requires_confirmation') {
    const declined = timeline.findLast(step => step.text === 'deposit_declined')
    const onward: ProposedAction[] = actions.includes('continue') ? [{ type: 'continue' }] : []
    const cause = causeOfDecline(declined?.reason ?? null)
    if (transaction.method === 'bank_transfer') return awaitedTransfer(facts, cancel)
    if (!declined || cause === undefined) return waiting('waiting_for_you', onward)
    return problem(cause, [...onward, ...cancel], {
      evidence: [{ fact: 'declined', value: declined.reason ?? '', at: declined.at }],
    })
  }
  if (status === 'awaiting_acceptance') return waiting('waiting_for_recipient', [{ type: 'wait', until }])
  if (reason === 'late' || isOver(facts))
    return problem('overdue', [contact, ...cancel], {
      facts: { until },
      evidence: [
        ...(until === null ? [] : [{ fact: 'promised', value: until, at: until }]),
        ...(bankDown
          ? [{ fact: 'bank_down', value: bankDown.toISOString(), at: bankDown.toISOString() }]
          : []),
      ],
    })
  // Whatever the bank has said since, what the customer asked for was refused, until they ask for it again.
  const recall = timeline.findLast(({ text }) => /recall_(?:sent|refused)$/.test(text))
  if (recall?.text.endsWith('recall_refused'))
    return problem('recall_refused', [{ type: 'wait', until }, contact], {
      facts: { until },
      evidence: [{ fact: 'recall_refused', value: recall.at, at: recall.at }],
    })
  return waiting('on_its_way', [{ type: 'wait', until }])
}

/** An announced transfer: the page of the top-up says where to send it and what to write on it. */
function awaitedTransfer(facts: DiagnosisFacts, cancel: readonly ProposedAction[]): Finding {
  const { expected_by: until, principal: amount } = facts.transaction
  return {
    cause: 'waiting_for_transfer',
    severity: 'waiting',
    facts: { amount, until: isOver(facts) ? null : until },
    evidence: [],
    actions: [{ type: 'continue' }, ...cancel],
  }
}

/** What ended without a rail's reason. */
export function diagnoseEnd({ transaction }: DiagnosisFacts): Finding | undefined {
  const { status, status_reason: reason, kind, method } = transaction
  const evidence = [{ fact: 'ended', value: transaction.updated_at, at: transaction.updated_at }]
  if (reason === 'counterparty_restricted')
    return problem('recipient_cannot_receive', [{ type: 'correct_details' }, contact])
  if (['completed', 'succeeded', 'paid'].includes(status))
    return { cause: 'all_done', severity: 'fine', facts: {}, evidence, actions: [] }
  if (status === 'canceled')
    return { cause: 'canceled_by_you', severity: 'fine', facts: {}, evidence, actions: [tryAgain] }
  if (status === 'expired' && kind === 'deposit' && method === 'bank_transfer')
    return problem('transfer_not_come', [tryAgain, contact], { evidence })
  if (status === 'expired')
    return problem(kind === 'deposit' ? 'not_paid_in_time' : 'not_accepted_in_time', [tryAgain], { evidence })
  if (status === 'returned' || status === 'reversed')
    return problem('money_went_back', [tryAgain, contact], { evidence })
  return undefined
}
