import { ChevronRight, CreditCard, Landmark, WalletMinimal } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { WireMoney } from '../../../contract/money.ts'
import { isZero } from '../../lib/format.ts'
import { Badge } from '../../ui/badge.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { LimitsLink } from '../../ui/limits-link.tsx'
import { List, RowContent, rowClass } from '../../ui/list.tsx'
import { Amount } from '../../ui/money.tsx'
import { cn } from '../../ui/cn.ts'
import { methodOf, type DepositMethod, type DepositOption, type PaymentMethod, type Way } from './queries.ts'

const icons: Record<DepositMethod, typeof CreditCard> = {
  card_debit: CreditCard,
  card_credit: CreditCard,
  ewallet: WalletMinimal,
  bank_transfer: Landmark,
}

type MethodStepProps = {
  amount: WireMoney
  options: readonly DepositOption[]
  saved: readonly PaymentMethod[]
  pending: boolean
  error: Error | null
  onChosen: (way: Way) => void
}

/** Every way to pay with what it costs for this very amount and how long it takes; saved ones first. */
export function MethodStep({ amount, options, saved, pending, error, onChosen }: MethodStepProps) {
  const { t } = useTranslation()
  const known = saved.flatMap(means => {
    const option = options.find(({ method }) => method === methodOf(means))
    return option ? [{ means, option }] : []
  })
  return (
    <div className="flex flex-col gap-5">
      <p className="text-muted">
        {t('funding.amount')} <Amount money={amount} className="font-semibold text-ink" />
      </p>
      {error ? <ErrorState error={error} /> : null}
      {known.length > 0 ? (
        <List label={t('funding.saved')}>
          {known.map(({ means, option }) => (
            <li key={means.id}>
              <Choice
                option={option}
                title={means.label}
                detail={<SavedDetail means={means} />}
                disabled={pending || means.status !== 'active' || option.obstacle !== null}
                badge={
                  means.status === 'expired' ? (
                    <Badge tone="warn">{t('funding.expired')}</Badge>
                  ) : means.is_default ? (
                    <Badge tone="brand">{t('funding.default')}</Badge>
                  ) : null
                }
                onChosen={() => onChosen({ method: option.method, saved: means })}
              />
            </li>
          ))}
        </List>
      ) : null}
      <List label={t('funding.methods')}>
        {options.map(option => (
          <li key={option.method}>
            <Choice
              option={option}
              title={t(`funding.method.${option.method}`)}
              detail={t(`funding.arrives.${option.arrives}`)}
              disabled={pending || option.obstacle !== null}
              badge={null}
              onChosen={() => onChosen({ method: option.method, saved: null })}
            />
          </li>
        ))}
      </List>
      {options.some(({ obstacle }) => obstacle === 'limit_exceeded') ? <LimitsLink /> : null}
      <p className="text-sm text-muted">{t('funding.cardHint')}</p>
    </div>
  )
}

function SavedDetail({ means: { details, expires_on } }: { means: PaymentMethod }) {
  const { t } = useTranslation()
  if (details.kind === 'card') {
    const date = `${String(details.exp_month).padStart(2, '0')}/${String(details.exp_year).slice(-2)}`
    return t('funding.goodUntil', { date })
  }
  if (expires_on === null) return t('funding.method.ewallet')
  // Month and year, as on a card; the whole day is on the page of the payment methods.
  return t('funding.goodUntil', { date: `${expires_on.slice(5, 7)}/${expires_on.slice(2, 4)}` })
}

type ChoiceProps = {
  option: DepositOption
  title: string
  detail: ReactNode
  disabled: boolean
  badge: ReactNode
  onChosen: () => void
}

function Choice({ option, title, detail, disabled, badge, onChosen }: ChoiceProps) {
  const { t } = useTranslation()
  const Icon = icons[option.method]
  const { obstacle, fee } = option
  return (
    <button
      type="button"
      disabled={disabled}
      onClick={onChosen}
      className={cn(
        rowClass,
        'disabled:cursor-not-allowed disabled:text-muted disabled:hover:bg-transparent',
      )}
    >
      <RowContent
        icon={<Icon />}
        title={title}
        detail={
          obstacle === null
            ? detail
            : t(`funding.obstacle.${obstacle}`, { defaultValue: t('funding.obstacle.other') })
        }
        value={obstacle !== null ? badge : isZero(fee) ? t('funding.free') : <Amount money={fee} />}
        valueDetail={obstacle !== null ? undefined : (badge ?? (isZero(fee) ? undefined : t('funding.fee')))}
      />
      {obstacle === null ? (
        <ChevronRight aria-hidden className="size-5 shrink-0 text-muted rtl:rotate-180" />
      ) : null}
    </button>
  )
}
