import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Clock, ExternalLink, Info } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../lib/api.ts'
import { formatMoney, isZero } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { order as sendOrder } from '../../lib/order.ts'
import { queryClient } from '../../lib/queries.ts'
import { ordering } from '../../lib/use-step-back.ts'
import { Button } from '../../ui/button.tsx'
import { Checkbox } from '../../ui/checkbox.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Card, Narrow, PageHeader } from '../../ui/layout.tsx'
import { Breakdown } from '../../ui/money.tsx'
import { OrderError, UncertainNotice } from '../../ui/uncertain-notice.tsx'
import type { DepositPreview, ReviewedDeposit } from './queries.ts'

type ReviewDepositProps = {
  order: ReviewedDeposit
  onChange: () => void
  onBack: (() => void) | undefined
}

/** What is charged, every fee, what arrives and when; then on to where it is paid. */
export function ReviewDeposit({ order, onChange, onBack }: ReviewDepositProps) {
  const { t } = useTranslation()
  const { preview, way } = order
  const [keep, setKeep] = useState(false)
  const { create, uncertain } = useCreateDeposit(order, keep)
  const busy = create.isPending || create.isSuccess
  const isTransfer = way.method === 'bank_transfer'
  return (
    <Narrow>
      <PageHeader title={t('funding.reviewTitle')} onBack={busy ? undefined : onBack} />
      <Card className="flex flex-col gap-5">
        <Facts
          lines={[
            {
              label: t('funding.by'),
              value: way.saved ? way.saved.label : t(`funding.method.${way.method}`),
            },
          ]}
        />
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
        {preview.other_card ? <OtherCard preview={preview} other={preview.other_card} /> : null}
        <Note icon={<Clock aria-hidden className="size-5 shrink-0 text-brand-text" />}>
          {isTransfer ? t('funding.transferArrival') : t('funding.arrival', { hours: preview.latest_hours })}
        </Note>
        {isTransfer || way.saved ? null : (
          <Checkbox checked={keep} onChange={setKeep}>
            {t(way.method === 'ewallet' ? 'funding.keepWallet' : 'funding.keepCard')}
          </Checkbox>
        )}
        {uncertain && create.isPending ? <UncertainNotice /> : null}
        {create.error ? <OrderError error={create.error} onRetry={() => create.mutate()} /> : null}
        <div className="flex flex-col gap-2">
          <Button size="lg" block pending={busy} onClick={() => create.mutate()}>
            {t(buttonOf(order))}
            {isTransfer || buttonOf(order) === 'funding.payNow' ? null : (
              <ExternalLink aria-hidden className="size-4.5" />
            )}
          </Button>
          <Button variant="ghost" block disabled={busy} onClick={onChange}>
            {t('ui.change')}
          </Button>
        </div>
      </Card>
    </Narrow>
  )
}

function buttonOf({ way }: ReviewedDeposit) {
  if (way.method === 'bank_transfer') return 'funding.goToTransfer'
  if (way.method === 'ewallet') return way.saved ? 'funding.payNow' : 'funding.goToWallet'
  return way.saved ? 'funding.continueToCard' : 'funding.goToCard'
}

/** Said before: which card costs what, and that nobody pays more than is shown here. */
function OtherCard({
  preview,
  other,
}: {
  preview: DepositPreview
  other: NonNullable<DepositPreview['other_card']>
}) {
  const { t } = useTranslation()
  const language = useLanguage()
  const isSame = other.fee.value === preview.fee.value
  return (
    <Note icon={<Info aria-hidden className="size-5 shrink-0 text-brand-text" />}>
      {isSame
        ? t('funding.otherCardSame')
        : t('funding.otherCardCheaper', {
            method: t(`funding.method.${other.method}`),
            fee: formatMoney(other.fee, language),
          })}
    </Note>
  )
}

function Note({ icon, children }: { icon: ReactNode; children: ReactNode }) {
  return (
    <p className="flex gap-3 rounded-lg bg-sunken p-4 text-sm text-muted">
      {icon}
      <span className="min-w-0">{children}</span>
    </p>
  )
}

function useCreateDeposit({ preview, way, key }: ReviewedDeposit, keep: boolean) {
  const navigate = useNavigate()
  const [uncertain, setUncertain] = useState(false)
  const create = useMutation({
    mutationKey: ordering,
    mutationFn: () => {
      const body = {
        amount: preview.amount,
        ...(way.saved ? { payment_method: way.saved.id } : { method: way.method }),
        ...(keep ? { save_payment_method: true } : {}),
        expected_fee: preview.fee,
      }
      return sendOrder(
        () => api('createDeposit', { body, key }),
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
