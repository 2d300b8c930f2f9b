import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Clock, ExternalLink } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../lib/api.ts'
import { isZero } from '../../lib/format.ts'
import { order } from '../../lib/order.ts'
import { queryClient } from '../../lib/queries.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Card, Narrow, PageHeader } from '../../ui/layout.tsx'
import { Breakdown } from '../../ui/money.tsx'
import { UncertainNotice } from '../../ui/uncertain-notice.tsx'
import type { DepositPreview } from './queries.ts'

type ReviewDepositProps = { preview: DepositPreview; orderKey: string; onChange: () => void }

/** What the card is charged, every fee, what arrives and when; then on to the page where the card is entered. */
export function ReviewDeposit({ preview, orderKey, onChange }: ReviewDepositProps) {
  const { t } = useTranslation()
  const { create, uncertain } = useCreateDeposit(preview, orderKey)
  const busy = create.isPending || create.isSuccess
  return (
    <Narrow>
      <PageHeader title={t('funding.reviewTitle')} onBack={busy ? undefined : onChange} />
      <Card className="flex flex-col gap-5">
        <Breakdown
          rows={[
            { label: t('funding.charged'), money: preview.amount },
            ...(preview.fees.length === 0 ? [{ label: t('funding.fee'), money: preview.fee }] : []),
            ...preview.fees.map(line => ({
              label: t('funding.fee'),
              money: line.amount,
              ...(isZero(line.amount) ? {} : { hint: t('funding.feeHint') }),
            })),
            { label: t('funding.credited'), money: preview.credit, strong: true },
          ]}
        />
        <p className="flex gap-3 rounded-lg bg-sunken p-4 text-sm text-muted">
          <Clock aria-hidden className="size-5 shrink-0 text-brand-text" />
          <span className="min-w-0">{t('funding.arrival', { hours: preview.latest_hours })}</span>
        </p>
        {uncertain && create.isPending ? <UncertainNotice /> : null}
        {create.error ? <ErrorState error={create.error} onRetry={() => create.mutate()} /> : null}
        <div className="flex flex-col gap-2">
          <Button size="lg" block pending={busy} onClick={() => create.mutate()}>
            {t('funding.goToCard')}
            <ExternalLink aria-hidden className="size-4.5" />
          </Button>
          <Button variant="ghost" block disabled={busy} onClick={onChange}>
            {t('ui.change')}
          </Button>
        </div>
      </Card>
    </Narrow>
  )
}

function useCreateDeposit(preview: DepositPreview, orderKey: string) {
  const navigate = useNavigate()
  const [uncertain, setUncertain] = useState(false)
  const create = useMutation({
    mutationFn: () => {
      const body = { amount: preview.amount, method: 'card_debit' as const, expected_fee: preview.fee }
      return order(
        () => api('createDeposit', { body, key: orderKey }),
        () => setUncertain(true),
      )
    },
    async onSuccess(deposit) {
      queryClient.setQueryData(['object', deposit.id], deposit)
      // Whoever comes back by the browser's own button lands on the deposit, not on a stale review.
      await navigate({ to: '/app/add-money/$deposit', params: { deposit: deposit.id }, replace: true })
      if (deposit.action?.kind === 'redirect') window.location.assign(deposit.action.url)
    },
  })
  return { create, uncertain }
}
