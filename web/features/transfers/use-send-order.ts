import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../lib/api.ts'
import { newKey, order as askUntilAnswered } from '../../lib/order.ts'
import { ApiProblem } from '../../lib/problem.ts'
import { queryClient } from '../../lib/queries.ts'
import { ordering } from '../../lib/use-step-back.ts'
import type { ReviewedTransfer, Transfer } from './queries.ts'

type Followers = { onReviewAgain: (order: ReviewedTransfer) => void; onDone: (transfer: Transfer) => void }

/**
 * Sends a reviewed order. A decline that the server has kept is an outcome with a number, not an error; a changed
 * fee leads back to a fresh review under a new key, because the old key belongs to the old price.
 */
export function useSendOrder(reviewed: ReviewedTransfer, { onReviewAgain, onDone }: Followers) {
  const [uncertain, setUncertain] = useState(false)
  const [repriced, setRepriced] = useState(false)
  const send = useMutation({
    mutationKey: ordering,
    mutationFn: () =>
      askUntilAnswered(
        () => createTransfer(reviewed),
        () => setUncertain(true),
      ),
    onSuccess: onDone,
    async onError(error) {
      if (!(error instanceof ApiProblem) || error.problem.code !== 'price_changed') return
      setRepriced(true)
      onReviewAgain(await priceAgain(reviewed))
      send.reset()
    },
    onSettled() {
      for (const key of ['wallet', 'transactions', 'limits'])
        void queryClient.invalidateQueries({ queryKey: [key] })
    },
  })
  return { send, uncertain, repriced }
}

async function createTransfer({ recipient, preview, note, key }: ReviewedTransfer): Promise<Transfer> {
  const body = {
    recipient: recipient.identifier,
    amount: preview.amount,
    note: note === '' ? null : note,
    expected_fee: preview.fee,
  }
  try {
    return await api('createTransfer', { body, key })
  } catch (error) {
    const kept = error instanceof ApiProblem ? error.problem.resource : undefined
    if (isTransfer(kept)) return kept
    throw error
  }
}

async function priceAgain(reviewed: ReviewedTransfer): Promise<ReviewedTransfer> {
  const { recipient, preview } = reviewed
  const again = await api('previewTransfer', {
    body: { recipient: recipient.identifier, amount: preview.amount },
  })
  return { ...reviewed, preview: again, key: newKey() }
}

/** The stored object of a decline comes inside a problem, whose schema leaves it open. */
function isTransfer(value: unknown): value is Transfer {
  return (
    typeof value === 'object' &&
    value !== null &&
    'id' in value &&
    typeof value.id === 'string' &&
    value.id.startsWith('tr_') &&
    'status' in value &&
    'number' in value
  )
}
