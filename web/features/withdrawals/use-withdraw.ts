import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { api } from '../../lib/api.ts'
import { newKey, order as askUntilAnswered } from '../../lib/order.ts'
import { ApiProblem } from '../../lib/problem.ts'
import { queryClient } from '../../lib/queries.ts'
import { ordering } from '../../lib/use-step-back.ts'
import type { ReviewedWithdrawal, Withdrawal } from './queries.ts'

/**
 * Orders a reviewed withdrawal and goes on to the page that follows it. A decline that the server has kept is followed
 * there too; a changed fee leads back to a fresh review under a new key, because the old key belongs to the old price.
 */
export function useWithdraw(
  reviewed: ReviewedWithdrawal,
  onReviewAgain: (order: ReviewedWithdrawal) => void,
) {
  const navigate = useNavigate()
  const [uncertain, setUncertain] = useState(false)
  const [repriced, setRepriced] = useState(false)
  const withdraw = useMutation({
    mutationKey: ordering,
    mutationFn: () =>
      askUntilAnswered(
        () => create(reviewed),
        () => setUncertain(true),
      ),
    async onSuccess(withdrawal) {
      queryClient.setQueryData(['object', withdrawal.id], withdrawal)
      // Whoever comes back by the browser's own button lands on the withdrawal, not on a stale review.
      await navigate({
        to: '/app/withdraw/$withdrawal',
        params: { withdrawal: withdrawal.id },
        replace: true,
      })
    },
    async onError(error) {
      if (!(error instanceof ApiProblem) || error.problem.code !== 'price_changed') return
      setRepriced(true)
      const { account, preview } = reviewed
      const again = await api('previewWithdrawal', {
        body: { payment_method: account.id, amount: preview.amount },
      })
      onReviewAgain({ account, preview: again, key: newKey() })
      withdraw.reset()
    },
    onSettled: refreshMoney,
  })
  return { withdraw, uncertain, repriced }
}

/** What shows money has to be asked again once some of it has moved. */
export function refreshMoney(): void {
  for (const key of ['wallet', 'transactions', 'limits'])
    void queryClient.invalidateQueries({ queryKey: [key] })
}

async function create({ account, preview, key }: ReviewedWithdrawal): Promise<Withdrawal> {
  const body = { payment_method: account.id, amount: preview.amount, expected_fee: preview.fee }
  try {
    return await api('createWithdrawal', { body, key })
  } catch (error) {
    const kept = error instanceof ApiProblem ? error.problem.resource : undefined
    if (isWithdrawal(kept)) return kept
    throw error
  }
}

/** The stored object of a decline comes inside a problem, whose schema leaves it open. */
function isWithdrawal(value: unknown): value is Withdrawal {
  return (
    typeof value === 'object' &&
    value !== null &&
    'id' in value &&
    typeof value.id === 'string' &&
    value.id.startsWith('wd_') &&
    'status' in value &&
    'timeline' in value
  )
}
