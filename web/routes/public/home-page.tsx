import { Link } from '@tanstack/react-router'
import { ShieldCheck } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { seemsSignedIn } from '../../lib/session-hint.ts'
import { buttonClass } from '../../ui/button-class.ts'
import { usePageTitle } from '../../ui/page-title.ts'
import { HomeExample } from './home-example.tsx'
import { Books, Source, ThreeThings, WhatYouCanDo } from './home-sections.tsx'

/** What OKPay is, told with what exists: no promise here that the program does not keep. */
export function HomePage() {
  return (
    <div className="flex flex-col gap-20 pt-8 sm:gap-28 sm:pt-14">
      <Hero />
      <ThreeThings />
      <WhatYouCanDo />
      <Books />
      <Source />
      <Close />
    </div>
  )
}

function Hero() {
  const { t } = useTranslation()
  usePageTitle(t('publicPages.home.title'))
  return (
    <section className="grid grid-cols-[minmax(0,1fr)] items-center gap-x-14 gap-y-10 lg:grid-cols-[minmax(0,1fr)_minmax(0,1.05fr)]">
      <div>
        <p className="text-sm font-semibold text-brand-text">{t('publicPages.home.kicker')}</p>
        <h1 className="mt-4 text-3xl font-bold sm:text-4xl lg:text-[4rem]/[1.08]">
          {t('publicPages.home.title')}
        </h1>
        <p className="mt-5 max-w-lg text-lg leading-relaxed text-muted">{t('publicPages.home.lead')}</p>
        <div className="mt-8">
          <Actions />
        </div>
      </div>
      <HomeExample />
    </section>
  )
}

function Actions() {
  const { t } = useTranslation()
  if (seemsSignedIn())
    return (
      <Link to="/app" className={buttonClass({ size: 'lg' })}>
        {t('publicPages.home.toWallet')}
      </Link>
    )
  return (
    <div className="flex flex-wrap gap-3">
      <Link to="/register" className={buttonClass({ size: 'lg' })}>
        {t('publicPages.home.open')}
      </Link>
      <Link to="/sign-in" className={buttonClass({ size: 'lg', variant: 'secondary' })}>
        {t('publicPages.home.signIn')}
      </Link>
    </div>
  )
}

function Close() {
  const { t } = useTranslation()
  return (
    <section className="flex flex-col gap-8 rounded-2xl bg-brand-soft p-6 sm:p-10 lg:flex-row lg:items-end lg:justify-between lg:p-14">
      <div className="max-w-xl">
        <h2 className="text-2xl font-bold sm:text-3xl">{t('publicPages.home.close.title')}</h2>
        <p className="mt-3 text-lg text-ink/85">{t('publicPages.home.close.lead')}</p>
        <p className="mt-5 flex items-start gap-2.5 text-sm text-ink/85">
          <ShieldCheck aria-hidden className="size-5 shrink-0 text-brand-text" />
          {t('publicPages.home.close.never')}
        </p>
      </div>
      <div className="shrink-0">
        <Actions />
      </div>
    </section>
  )
}
