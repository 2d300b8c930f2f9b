import { useMutation, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { CreditCard, Landmark, Plus, WalletMinimal } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../lib/api.ts'
import { formatDate } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { queryClient } from '../../lib/queries.ts'
import { Badge } from '../../ui/badge.tsx'
import { buttonClass } from '../../ui/button-class.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Card, Loading, Narrow, PageHeader } from '../../ui/layout.tsx'
import { List, RowContent } from '../../ui/list.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { SkeletonRows } from '../../ui/skeleton-rows.tsx'
import { savedMeansQuery, type PaymentMethod } from './queries.ts'

const kinds = ['card', 'ewallet', 'bank_account'] as const
const icons = { card: CreditCard, ewallet: WalletMinimal, bank_account: Landmark }

/** Cards, wallets and bank accounts the customer keeps: which is offered first, until when it is good, and away with it. */
export function PaymentMethodsPage() {
  const { t } = useTranslation()
  const { data, error, refetch } = useQuery(savedMeansQuery)
  const [leaving, setLeaving] = useState<PaymentMethod>()
  return (
    <Narrow>
      <PageHeader title={t('paymentMethods.title')} intro={t('paymentMethods.intro')} back="/app/profile" />
      {!data && error ? <ErrorState error={error} onRetry={() => void refetch()} /> : null}
      {!data && !error ? (
        <Loading>
          <SkeletonRows rows={3} />
        </Loading>
      ) : null}
      {data ? (
        <div className="flex flex-col gap-8">
          {kinds.map(kind => (
            <Kind
              key={kind}
              kind={kind}
              methods={data.data.filter(method => method.kind === kind)}
              onRemove={setLeaving}
            />
          ))}
        </div>
      ) : null}
      {leaving ? <RemoveSheet method={leaving} onClose={() => setLeaving(undefined)} /> : null}
    </Narrow>
  )
}

type KindProps = {
  kind: (typeof kinds)[number]
  methods: readonly PaymentMethod[]
  onRemove: (method: PaymentMethod) => void
}

function Kind({ kind, methods, onRemove }: KindProps) {
  const { t } = useTranslation()
  const Icon = icons[kind]
  const add = (
    <Link
      to={kind === 'bank_account' ? '/app/bank-accounts/new' : '/app/add-money'}
      className={buttonClass({ variant: 'secondary', block: true })}
    >
      <Plus aria-hidden className="size-5" />
      {t(`paymentMethods.add.${kind}`)}
    </Link>
  )
  return (
    <section aria-labelledby={`kind-${kind}`} className="flex flex-col gap-3">
      <h2 id={`kind-${kind}`} className="text-lg font-semibold">
        {t(`paymentMethods.kind.${kind}`)}
      </h2>
      {methods.length === 0 ? (
        <Card className="flex flex-wrap items-center gap-4">
          <span
            aria-hidden
            className="grid size-11 shrink-0 place-items-center rounded-xl bg-brand-soft text-brand-text"
          >
            <Icon className="size-5" />
          </span>
          <div className="min-w-48 flex-1">
            <h3 className="font-semibold">{t(`paymentMethods.none.${kind}`)}</h3>
            <p className="text-sm text-muted">{t(`paymentMethods.how.${kind}`)}</p>
          </div>
          {add}
        </Card>
      ) : (
        <>
          <List label={t(`paymentMethods.kind.${kind}`)}>
            {methods.map(method => (
              <MethodRow key={method.id} method={method} onRemove={() => onRemove(method)} />
            ))}
          </List>
          {add}
        </>
      )}
    </section>
  )
}

function MethodRow({ method, onRemove }: { method: PaymentMethod; onRemove: () => void }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const Icon = icons[method.kind]
  const choose = useMutation({
    mutationFn: () => api('makePaymentMethodDefault', { params: { payment_method: method.id } }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['payment_methods'] }),
  })
  const { expires_on, status, is_default } = method
  return (
    <li className="flex flex-col gap-2 px-4 py-3 sm:px-5">
      <div className="flex items-center gap-3.5">
        <RowContent
          icon={<Icon />}
          title={<bdi>{method.label}</bdi>}
          detail={
            expires_on === null
              ? undefined
              : t('paymentMethods.until', { date: formatDate(`${expires_on}T12:00:00`, language) })
          }
          value={
            status === 'expired' ? (
              <Badge tone="warn">{t('funding.expired')}</Badge>
            ) : is_default ? (
              <Badge tone="brand">{t('funding.default')}</Badge>
            ) : endsSoon(method) ? (
              <Badge tone="warn">{t('paymentMethods.endsSoon')}</Badge>
            ) : undefined
          }
        />
      </div>
      {choose.error ? <ErrorState error={choose.error} /> : null}
      <div className="flex flex-wrap justify-end gap-2">
        {status === 'active' && !is_default ? (
          <Button size="sm" variant="secondary" pending={choose.isPending} onClick={() => choose.mutate()}>
            {t('paymentMethods.makeDefault')}
          </Button>
        ) : null}
        <Button size="sm" variant="ghost" onClick={onRemove}>
          {t('paymentMethods.remove')}
          <span className="sr-only"> {method.label}</span>
        </Button>
      </div>
    </li>
  )
}

const soonMs = 30 * 86_400_000

function endsSoon({ expires_on }: PaymentMethod): boolean {
  return expires_on !== null && Date.parse(expires_on) - Date.now() < soonMs
}

function RemoveSheet({ method, onClose }: { method: PaymentMethod; onClose: () => void }) {
  const { t } = useTranslation()
  const remove = useMutation({
    mutationFn: () => api('removePaymentMethod', { params: { payment_method: method.id } }),
    async onSuccess() {
      await queryClient.invalidateQueries({ queryKey: ['payment_methods'] })
      onClose()
    },
  })
  return (
    <Sheet
      title={t('paymentMethods.removeTitle', { label: method.label })}
      description={t(`paymentMethods.removeText.${method.kind}`)}
      onClose={onClose}
      footer={
        <div className="flex flex-col gap-2">
          <Button variant="danger" size="lg" block pending={remove.isPending} onClick={() => remove.mutate()}>
            {t('paymentMethods.remove')}
          </Button>
          <Button variant="ghost" block onClick={onClose}>
            {t('ui.cancel')}
          </Button>
        </div>
      }
    >
      {remove.error ? <ErrorState error={remove.error} /> : null}
    </Sheet>
  )
}
