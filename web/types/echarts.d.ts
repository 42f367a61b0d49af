// The one library pages load at run time, as far as they use it.
interface Chart {
  setOption(option: object, how: { notMerge: boolean }): void;
  resize(): void;
  dispose(): void;
}
export function init(element: HTMLElement, theme: null, options: { renderer: 'canvas' }): Chart;
