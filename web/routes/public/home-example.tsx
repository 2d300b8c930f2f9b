import { ArrowDownLeft, ArrowUpRight } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Amount } from '../../ui/money.tsx'
import { StatusPill } from '../../ui/status-pill.tsx'
import { Timeline } from '../../ui/timeline.tsx'

/** A number whose last digit is right, and amounts that add up: an example may be invented but not wrong. */
export const exampleNumber = ['9014', '2207', '3315', '4869'] as const
const time = '19:42:07'

/** One transfer as payer and payee see it, made of the very parts the app is made of. */
export function HomeExample() {
  const { t } = useTranslation()
  return (
    <figure className="relative isolate overflow-hidden rounded-2xl bg-panel px-4 pt-8 pb-5 sm:px-10 sm:pt-12">
      <Halves />
      <div className="relative mx-auto max-w-md">
        <PayerCard />
        <PayeeCard />
      </div>
      <figcaption className="relative mt-6 text-center text-xs text-on-panel-muted">
        {t('publicPages.home.example.caption')}
      </figcaption>
    </figure>
  )
}

/** The mark, drawn large: two halves that have moved past each other. */
function Halves() {
  return (
    <svg
      aria-hidden
      focusable="false"
      viewBox="0 0 400 400"
      className="absolute -end-24 -top-28 size-112 max-w-none"
    >
      <path
        d="M186 92a108 108 0 0 0 0 216"
        fill="none"
        stroke="currentColor"
        strokeWidth="44"
        className="text-on-panel opacity-7"
      />
      <path
        d="M214 60a108 108 0 0 1 0 216"
        fill="none"
        stroke="currentColor"
        strokeWidth="44"
        className="text-spark opacity-80"
      />
    </svg>
  )
}

function PayerCard() {
  const { t } = useTranslation()
  return (
    <div className="rounded-2xl bg-surface p-5 pb-9 shadow-float sm:p-6 sm:pb-10">
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
        <div className="flex min-w-0 items-center gap-3">
          <span
            aria-hidden
            className="grid size-11 shrink-0 place-items-center rounded-full bg-brand-soft text-brand-text"
          >
            <ArrowUpRight className="size-5 rtl:-scale-x-100" />
          </span>
          <div className="min-w-0">
            <p className="font-semibold">{t('publicPages.home.example.title')}</p>
            <p className="text-sm text-muted">{t('publicPages.home.example.note')}</p>
          </div>
        </div>
        <StatusPill status="completed" />
      </div>
      <p className="pt-5 pb-4">
        <Amount money={{ value: '-128.00', currency: 'CNY' }} look="display" className="text-3xl" />
      </p>
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1 border-y border-line py-3 text-sm">
        <span className="text-muted">{t('publicPages.home.example.number')}</span>
        <bdi dir="ltr" className="font-mono font-medium">
          {exampleNumber.join(' ')}
        </bdi>
      </div>
      <div className="pt-5">
        <Timeline
          label={t('publicPages.home.example.timeline')}
          items={[
            {
              key: 'ordered',
              kind: 'done',
              title: t('publicPages.home.example.ordered'),
              at: time,
              evidence: { label: t('publicPages.home.example.order'), reference: 'tr_01kapq4v…8rzj' },
            },
            {
              key: 'booked',
              kind: 'done',
              title: t('publicPages.home.example.booked'),
              at: time,
              evidence: { label: t('publicPages.home.example.journal'), reference: 'jrn_01kapq4v…8s0c' },
            },
          ]}
        />
      </div>
    </div>
  )
}

function PayeeCard() {
  const { t } = useTranslation()
  return (
    <div className="relative -mt-3 ms-2 flex items-center gap-3 rounded-xl bg-surface p-4 shadow-float sm:-me-8 sm:ms-24">
      <span aria-hidden className="grid size-10 shrink-0 place-items-center rounded-full bg-ok-soft text-ok">
        <ArrowDownLeft className="size-4.5 rtl:-scale-x-100" />
      </span>
      <div className="min-w-0 flex-1">
        <p className="text-xs text-muted">{t('publicPages.home.example.receives')}</p>
        <p className="truncate font-semibold">{t('publicPages.home.example.from')}</p>
      </div>
      <div className="text-end">
        <Amount money={{ value: '128.00', currency: 'CNY' }} sign className="font-semibold text-ok" />
        <p className="text-xs text-muted">{t('publicPages.home.example.now')}</p>
      </div>
    </div>
  )
}
