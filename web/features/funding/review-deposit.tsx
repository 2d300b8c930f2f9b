import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { ExternalLink } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../lib/api.ts'
import { order } from '../../lib/order.ts'
import { queryClient } from '../../lib/queries.ts'
import { Alert } from '../../ui/alert.tsx'
import { Button } from '../../ui/button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Card, Narrow, PageHeader } from '../../ui/layout.tsx'
import { Breakdown } from '../../ui/money.tsx'
import type { DepositPreview } from './queries.ts'

type ReviewDepositProps = { preview: DepositPreview; orderKey: string; onChange: () => void }

/** What the card is charged, every fee, what arrives and when; then on to the page where the card is entered. */
export function ReviewDeposit({ preview, orderKey, onChange }: ReviewDepositProps) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const [uncertain, setUncertain] = useState(false)
  const create = useMutation({
    mutationFn: () => {
      const { amount, fee } = preview
      const body = { amount, method: 'card' as const, expected_fee: fee }
      return order(() => api('createDeposit', { body, key: orderKey }), () => setUncertain(true))
    },
    async onSuccess(deposit) {
      queryClient.setQueryData(['object', deposit.id], deposit)
      // Back from the payment page the customer lands on the deposit, whichever button brought them there.
      await navigate({ to: '/app/add-money/$deposit', params: { deposit: deposit.id }, replace: true })
      if (deposit.action) window.location.assign(deposit.action.url)
    },
  })
  return (
    <Narrow>
      <PageHeader title={t('funding.reviewTitle')} />
      <Card className="flex flex-col gap-6">
        <Breakdown
          rows={[
            { label: t('funding.charged'), money: preview.amount },
            { label: t('funding.fee'), money: preview.fee },
            { label: t('funding.credited'), money: preview.credit, strong: true },
          ]}
        />
        <p className="text-sm text-muted">{t('funding.arrival', { hours: preview.latest_hours })}</p>
        {uncertain && create.isPending ? (
          <Alert tone="warn" title={t('funding.uncertainTitle')}>
            {t('funding.uncertainText')}
          </Alert>
        ) : null}
        {create.error ? <ErrorState error={create.error} onRetry={() => create.mutate()} /> : null}
        <div className="flex flex-col gap-2">
          <Button size="lg" block pending={create.isPending || create.isSuccess} onClick={() => create.mutate()}>
            {t('funding.goToCard')}
            <ExternalLink aria-hidden className="size-4.5" />
          </Button>
          <Button variant="ghost" block disabled={create.isPending} onClick={onChange}>
            {t('ui.change')}
          </Button>
        </div>
      </Card>
    </Narrow>
  )
}
