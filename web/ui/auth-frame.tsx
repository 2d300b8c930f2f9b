import type { ReactNode } from 'react'
import { Card } from './layout.tsx'
import { usePageTitle } from './page-title.ts'

type AuthFrameProps = {
  title: string
  intro?: ReactNode
  icon?: ReactNode
  children: ReactNode
  below?: ReactNode
}

/** One narrow card with one idea: how each page between a visitor and their wallet looks. */
export function AuthFrame({ title, intro, icon, children, below }: AuthFrameProps) {
  usePageTitle(title)
  return (
    <div className="mx-auto flex w-full max-w-md flex-col gap-5 pt-4 sm:pt-10">
      <Card className="flex flex-col gap-6 sm:p-8">
        <header>
          {icon ? (
            <span
              aria-hidden
              className="mb-5 grid size-13 place-items-center rounded-2xl bg-brand-soft text-brand-text [&>svg]:size-6.5"
            >
              {icon}
            </span>
          ) : null}
          <h1 className="text-2xl font-bold">{title}</h1>
          {intro ? <p className="mt-1.5 text-muted">{intro}</p> : null}
        </header>
        {children}
      </Card>
      {below ? <div className="flex flex-col gap-3 px-1 text-center text-sm text-muted">{below}</div> : null}
    </div>
  )
}

export const textLinkClass = 'font-semibold text-brand-text underline-offset-4 hover:underline'
