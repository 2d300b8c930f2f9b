import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { api } from '../../lib/api.ts'
import { order as askUntilAnswered } from '../../lib/order.ts'
import { ApiProblem } from '../../lib/problem.ts'
import { queryClient } from '../../lib/queries.ts'
import { ordering } from '../../lib/use-step-back.ts'
import type { AmountDraft } from './amount-step.tsx'
import { refreshMoney, type Quote, type TransferAbroad } from './queries.ts'

type Order = { quote: Quote; draft: AmountDraft; key: string }

/**
 * Sends at a quoted price and goes on to the page that follows it: one key for one quote, repeated until there is an
 * answer, done once. A decline that the server has kept is followed there too.
 */
export function useSendAbroad({ quote, draft, key }: Order) {
  const navigate = useNavigate()
  const [uncertain, setUncertain] = useState(false)
  const send = useMutation({
    mutationKey: ordering,
    mutationFn: () =>
      askUntilAnswered(
        () => create({ quote, draft, key }),
        () => setUncertain(true),
      ),
    async onSuccess(transfer) {
      queryClient.setQueryData(['object', transfer.id], transfer)
      // Whoever comes back by the browser's own button lands on the transfer, not on a stale review.
      await navigate({ to: '/app/send/abroad/$transfer', params: { transfer: transfer.id }, replace: true })
    },
    onSettled: refreshMoney,
  })
  return { send, uncertain }
}

async function create({ quote, draft, key }: Order): Promise<TransferAbroad> {
  const message = draft.message.trim()
  const body = { quote: quote.id, purpose: draft.purpose ?? null, message: message === '' ? null : message }
  try {
    return await api('createTransferAbroad', { body, key })
  } catch (error) {
    const kept = error instanceof ApiProblem ? error.problem.resource : undefined
    if (isTransfer(kept)) return kept
    throw error
  }
}

/** The stored object of a decline comes inside a problem, whose schema leaves it open. */
function isTransfer(value: unknown): value is TransferAbroad {
  return (
    typeof value === 'object' &&
    value !== null &&
    'id' in value &&
    typeof value.id === 'string' &&
    value.id.startsWith('tra_') &&
    'status' in value &&
    'timeline' in value
  )
}
