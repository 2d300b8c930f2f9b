import { useQuery } from '@tanstack/react-query'
import {
  Check,
  CreditCard,
  FileCheck2,
  Languages,
  ListChecks,
  Send,
  WalletCards,
  type LucideIcon,
} from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { currencyName } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { metaQuery } from '../../lib/queries.ts'
import { buttonClass } from '../../ui/button-class.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { CurrencyBadge } from '../../ui/currency-badge.tsx'
import { Amount } from '../../ui/money.tsx'
import { StatusPill } from '../../ui/status-pill.tsx'
import { exampleNumber } from './home-example.tsx'

export function ThreeThings() {
  const { t } = useTranslation()
  return (
    <section aria-labelledby="three-things">
      <h2 id="three-things" className="max-w-xl text-2xl font-bold sm:text-3xl">
        {t('publicPages.home.three.title')}
      </h2>
      <p className="mt-3 max-w-xl text-lg text-muted">{t('publicPages.home.three.lead')}</p>
      <div className="mt-8 grid gap-x-8 gap-y-10 md:grid-cols-3">
        <Thing title={t('publicPages.home.three.number')} text={t('publicPages.home.three.numberText')}>
          <NumberPicture />
        </Thing>
        <Thing title={t('publicPages.home.three.status')} text={t('publicPages.home.three.statusText')}>
          <div className="flex max-w-64 flex-wrap justify-center gap-2">
            <StatusPill status="requires_action" />
            <StatusPill status="processing" />
            <StatusPill status="completed" />
            <StatusPill status="failed" />
            <StatusPill status="reversed" />
          </div>
        </Thing>
        <Thing title={t('publicPages.home.three.proof')} text={t('publicPages.home.three.proofText')}>
          <ul className="flex flex-col gap-2.5 text-sm font-medium">
            {(['proofOrder', 'proofBank', 'proofBooks'] as const).map(proof => (
              <li key={proof} className="flex items-center gap-2.5">
                <FileCheck2 aria-hidden className="size-4.5 text-brand-text" />
                {t(`publicPages.home.three.${proof}`)}
              </li>
            ))}
          </ul>
        </Thing>
      </div>
    </section>
  )
}

function Thing({ title, text, children }: { title: string; text: string; children: ReactNode }) {
  return (
    <div>
      <div className="grid min-h-40 place-items-center rounded-2xl bg-surface p-5 shadow-card">
        {children}
      </div>
      <h3 className="mt-5 text-lg font-semibold">{title}</h3>
      <p className="mt-1.5 text-muted">{text}</p>
    </div>
  )
}

function NumberPicture() {
  const { t } = useTranslation()
  const last = exampleNumber.at(-1) ?? ''
  return (
    <p dir="ltr" className="text-center font-mono text-lg font-semibold">
      {exampleNumber.slice(0, -1).join(' ')} {last.slice(0, -1)}
      <span className="relative rounded-sm bg-spark px-1 text-black">
        {last.slice(-1)}
        <span className="absolute start-1/2 top-full mt-2 -translate-x-1/2 font-sans text-xs font-medium whitespace-nowrap text-muted">
          {t('publicPages.home.three.numberMark')}
        </span>
      </span>
    </p>
  )
}

export function WhatYouCanDo() {
  const { t } = useTranslation()
  const language = useLanguage()
  const { data: meta } = useQuery(metaQuery)
  return (
    <section
      aria-labelledby="what-you-can-do"
      className="grid gap-x-12 gap-y-8 lg:grid-cols-[20rem_minmax(0,1fr)]"
    >
      <h2 id="what-you-can-do" className="text-2xl font-bold sm:text-3xl lg:sticky lg:top-8 lg:self-start">
        {t('publicPages.home.can.title')}
      </h2>
      <ul className="divide-y divide-line border-y border-line">
        <Ability
          icon={WalletCards}
          title={t('publicPages.home.can.hold', { count: meta?.currencies.length ?? 7 })}
          text={t('publicPages.home.can.holdText')}
        >
          <ul className="mt-4 flex min-h-8 flex-wrap gap-x-5 gap-y-2.5">
            {(meta?.currencies ?? []).map(({ code }) => (
              <li key={code} className="flex items-center gap-2 text-sm">
                <CurrencyBadge currency={code} size="sm" />
                {currencyName(code, language)}
              </li>
            ))}
          </ul>
        </Ability>
        <Ability
          icon={CreditCard}
          title={t('publicPages.home.can.topUp')}
          text={t('publicPages.home.can.topUpText')}
        />
        <Ability
          icon={Send}
          title={t('publicPages.home.can.send')}
          text={t('publicPages.home.can.sendText')}
        />
        <Ability
          icon={ListChecks}
          title={t('publicPages.home.can.record')}
          text={t('publicPages.home.can.recordText')}
        />
        <Ability
          icon={Languages}
          title={t('publicPages.home.can.language')}
          text={t('publicPages.home.can.languageText')}
        />
      </ul>
    </section>
  )
}

type AbilityProps = { icon: LucideIcon; title: string; text: string; children?: ReactNode }

function Ability({ icon: Icon, title, text, children }: AbilityProps) {
  return (
    <li className="flex gap-4 py-6 sm:gap-6">
      <Icon aria-hidden className="mt-0.5 size-6 shrink-0 text-brand-text" strokeWidth={1.75} />
      <div className="min-w-0">
        <h3 className="text-lg font-semibold">{title}</h3>
        <p className="mt-1 max-w-prose text-muted">{text}</p>
        {children}
      </div>
    </li>
  )
}

export function Books() {
  const { t } = useTranslation()
  return (
    <section
      aria-labelledby="books"
      className="grid gap-x-14 gap-y-10 rounded-2xl bg-panel p-6 text-on-panel sm:p-10 lg:grid-cols-2 lg:p-14"
    >
      <div>
        <h2 id="books" className="text-2xl font-bold sm:text-3xl">
          {t('publicPages.home.books.title')}
        </h2>
        <p className="mt-4 max-w-prose text-lg leading-relaxed text-on-panel-muted">
          {t('publicPages.home.books.lead')}
        </p>
        <Entries />
      </div>
      <div className="lg:border-s lg:border-on-panel/15 lg:ps-14">
        <h3 className="text-sm font-medium text-on-panel-muted">{t('publicPages.home.books.rules')}</h3>
        <ul className="mt-2 divide-y divide-on-panel/15">
          {(['rule1', 'rule2', 'rule3', 'rule4'] as const).map(rule => (
            <li key={rule} className="flex gap-3.5 py-4">
              <span
                aria-hidden
                className="mt-0.5 grid size-5.5 shrink-0 place-items-center rounded-full bg-spark text-black"
              >
                <Check className="size-3.5" strokeWidth={3} />
              </span>
              {t(`publicPages.home.books.${rule}`)}
            </li>
          ))}
        </ul>
      </div>
    </section>
  )
}

/** The example once more, as the books have it. */
function Entries() {
  const { t } = useTranslation()
  const row = 'flex items-baseline justify-between gap-4 py-2.5'
  return (
    <dl
      aria-label={t('publicPages.home.books.entries')}
      className="mt-8 max-w-sm border-t border-on-panel/15 text-on-panel"
    >
      <div className={row}>
        <dt>{t('publicPages.home.books.payer')}</dt>
        <dd>
          <Amount money={{ value: '-128.00', currency: 'CNY' }} />
        </dd>
      </div>
      <div className={row}>
        <dt>{t('publicPages.home.books.payee')}</dt>
        <dd>
          <Amount money={{ value: '128.00', currency: 'CNY' }} sign />
        </dd>
      </div>
      <div className={`${row} border-t-2 border-spark font-bold`}>
        <dt>{t('publicPages.home.books.sum')}</dt>
        <dd>
          <Amount money={{ value: '0.00', currency: 'CNY' }} />
        </dd>
      </div>
    </dl>
  )
}

const startCommand = 'npm start'

export function Source() {
  const { t } = useTranslation()
  return (
    <section aria-labelledby="source" className="grid items-center gap-x-14 gap-y-8 lg:grid-cols-2">
      <div>
        <h2 id="source" className="text-2xl font-bold sm:text-3xl">
          {t('publicPages.home.source.title')}
        </h2>
        <p className="mt-3 max-w-prose text-lg text-muted">{t('publicPages.home.source.lead')}</p>
      </div>
      <div className="flex flex-col items-start gap-4">
        <div
          dir="ltr"
          className="flex w-full items-center justify-between gap-4 rounded-xl bg-sunken py-3 ps-5 pe-3 font-mono text-lg"
        >
          <span>
            <span aria-hidden className="me-3 text-muted select-none">
              $
            </span>
            {startCommand}
          </span>
          <CopyButton text={startCommand} label={t('publicPages.home.source.copy')} />
        </div>
        <a href="/developers" className={buttonClass({ variant: 'secondary' })}>
          {t('publicPages.home.source.api')}
        </a>
      </div>
    </section>
  )
}
