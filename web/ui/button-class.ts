import { cva } from 'class-variance-authority'

/** Also for links that look like buttons; the element stays what it is. */
export const buttonClass = cva(
  [
    'relative inline-flex max-w-full items-center justify-center gap-2 rounded-lg text-center font-semibold select-none',
    'transition-colors duration-150 aria-disabled:opacity-60 disabled:opacity-60',
  ],
  {
    variants: {
      variant: {
        primary: 'bg-brand text-on-brand not-aria-disabled:hover:bg-brand-hover',
        secondary: 'border border-line bg-surface text-ink not-aria-disabled:hover:bg-sunken',
        soft: 'bg-brand-soft text-brand-text not-aria-disabled:hover:brightness-97',
        ghost: 'text-ink not-aria-disabled:hover:bg-sunken',
        danger: 'bg-bad text-white not-aria-disabled:hover:bg-bad-hover dark:text-page',
        /** On the dark panel, beside `spark`. */
        panel: 'bg-on-panel/12 text-on-panel not-aria-disabled:hover:bg-on-panel/20',
        spark: 'bg-spark text-black not-aria-disabled:hover:brightness-95',
      },
      size: {
        sm: 'min-h-9 px-3 py-1.5 text-sm',
        md: 'min-h-11 px-4 py-2 text-base',
        lg: 'min-h-13 px-6 py-3 text-base',
        icon: 'size-11 shrink-0',
      },
      block: { true: 'w-full' },
    },
    defaultVariants: { variant: 'primary', size: 'md' },
  },
)
