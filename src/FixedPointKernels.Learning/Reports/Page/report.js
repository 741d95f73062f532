"use strict";
(() => {
  const parts = JSON.parse(document.getElementById("data").textContent);
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const color = name => getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
  const font = "12px system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";
  const value = (at, log) => log ? 10 ** at : at;

  const number = v => {
    if (v == null) return "–";
    const size = Math.abs(v);
    return v !== 0 && (size >= 1e6 || size < 1e-3) ? v.toExponential(3).replace("e+", "e") : String(Number(v.toPrecision(5)));
  };

  const axis = (side, spec, room) => ({
    label: spec.label, side, font, labelFont: font, labelSize: 22, labelGap: 2, gap: 5, size: side === 2 ? 28 : widthOfLabels,
    stroke: () => color("muted"), grid: { stroke: () => color("grid"), width: 1 }, ticks: { stroke: () => color("border"), width: 1, size: 5 },
    splits: (u, _, from, to) => someMarks(from, to, Math.max(2, Math.floor(u.bbox[side === 2 ? "width" : "height"] / devicePixelRatio / room)), spec.log),
    filter: (u, marks) => marks, values: (u, marks) => markLabels(marks, spec.log),
  });
  function widthOfLabels(u, labels) {
    u.ctx.save();
    u.ctx.font = font;
    const widest = Math.max(20, ...(labels || []).map(label => u.ctx.measureText(label).width));
    u.ctx.restore();
    return Math.ceil(widest) + 14;
  }

  const key = (element, name, act) => {
    element.setAttribute("role", "button");
    element.setAttribute("tabindex", "0");
    element.setAttribute("aria-label", "Show or hide " + name);
    element.addEventListener("keydown", e => {
      if (e.key !== "Enter" && e.key !== " ") return;
      e.preventDefault();
      act(e);
    });
  };
  const hint = (figure, text) => {
    const line = document.createElement("p");
    line.className = "hint";
    line.textContent = text;
    figure.insertBefore(line, figure.querySelector("figcaption"));
  };

  // Curves: uPlot over the points of all curves together. Where another curve has a point and this one none, it goes on; at null it has a gap.
  const makeCurves = (part, figure) => {
    const xs = part.curves.map(c => c.x || part.curves[c.as].x), points = part.curves.map((c, k) => [xs[k], c.y]);
    const drawn = points.map(([x, y]) => {
      const kept = x.map((v, k) => k).filter(k => x[k] !== null);
      return [kept.map(k => x[k]), kept.map(k => y[k])];
    });
    if (!drawn.some(([, y]) => y.some(v => v !== null))) return;
    const table = part.curves.every(c => c.as === 0 || c === part.curves[0]) ? [drawn[0][0], ...drawn.map(d => d[1])] : uPlot.join(drawn);
    const full = { x: [value(part.x.low, part.x.log), value(part.x.high, part.x.log)], y: [value(part.y.low, part.y.log), value(part.y.high, part.y.log)] };
    let view = full, plot = null;
    const chart = document.createElement("div");
    chart.className = "chart";
    chart.style.setProperty("--entry", Math.min(26, 9 + 0.42 * Math.max(...part.curves.map(c => c.name.length))) + "rem");
    figure.prepend(chart);
    figure.classList.add("live", "curves");
    const show = wanted => {
      view = wanted;
      plot.batch(() => { plot.setScale("x", { min: view.x[0], max: view.x[1] }); plot.setScale("y", { min: view.y[0], max: view.y[1] }); });
    };
    const select = u => {
      const { left, top, width, height } = u.select;
      const x = [u.posToVal(left, "x"), u.posToVal(left + width, "x")], y = [u.posToVal(top + height, "y"), u.posToVal(top, "y")];
      u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
      const wide = (pair, log) => log ? pair[1] / pair[0] > 1 + 1e-9 : pair[1] - pair[0] > 1e-12 * Math.max(Math.abs(pair[0]), Math.abs(pair[1]));
      if (width > 4 && height > 4 && wide(x, part.x.log) && wide(y, part.y.log)) show({ x, y });
    };
    const nearest = (u, series, at) => {
      const data = u.data[series];
      for (let away = 0; series > 0 && away < data.length; away++) {
        if (data[at - away] !== undefined) return at - away;
        if (data[at + away] !== undefined) return at + away;
      }
      return at;
    };
    // Under the curves: the band of a curve's runs, and the runs, thin.
    const spread = u => {
      const ctx = u.ctx, at = (x, y) => [u.valToPos(x, "x", true), u.valToPos(y, "y", true)];
      ctx.save();
      ctx.beginPath();
      ctx.rect(u.bbox.left, u.bbox.top, u.bbox.width, u.bbox.height);
      ctx.clip();
      part.curves.forEach((c, k) => {
        if (!c.runs || !u.series[k + 1].show) return;
        const x = xs[k], shown = u.series[k + 1].alpha ?? 1;
        ctx.fillStyle = ctx.strokeStyle = color("c" + c.color);
        ctx.globalAlpha = 0.14 * shown;
        for (let from = 0; from < x.length;) {
          let to = from;
          while (to < x.length && x[to] !== null && c.low[to] !== null && c.high[to] !== null) to++;
          if (to - from > 1) {
            ctx.beginPath();
            for (let j = from; j < to; j++) ctx.lineTo(...at(x[j], c.high[j]));
            for (let j = to - 1; j >= from; j--) ctx.lineTo(...at(x[j], c.low[j]));
            ctx.fill();
          }
          from = to + 1;
        }
        ctx.globalAlpha = 0.55 * shown;
        ctx.lineWidth = 0.8 * devicePixelRatio;
        for (const run of c.runs) {
          let pen = false;
          ctx.beginPath();
          (run.x || x).forEach((v, j) => {
            const there = v !== null && run.y[j] !== null;
            if (there) pen ? ctx.lineTo(...at(v, run.y[j])) : ctx.moveTo(...at(v, run.y[j]));
            pen = there;
          });
          ctx.stroke();
        }
      });
      ctx.restore();
    };
    const make = () => {
      const keep = plot && plot.series.map(s => s.show);
      if (plot) plot.destroy();
      plot = new uPlot({
        width: chart.clientWidth, height: 420, padding: [10, 26, 0, 0],
        scales: {
          x: { time: false, distr: part.x.log ? 3 : 1, range: () => view.x },
          y: { distr: part.y.log ? 3 : 1, range: () => view.y },
        },
        axes: [axis(2, part.x, 80), axis(3, part.y, 50)],
        series: [{ label: part.x.label, value: (u, v) => number(v) }, ...part.curves.map((c, k) => ({
          label: c.name, show: keep ? keep[k + 1] : true, scale: "y", stroke: () => color("c" + c.color), width: c.published ? 1.5 : 1.9, dash: c.published ? [6, 4] : [],
          value: (u, v) => number(v), points: { size: 5, fill: () => color("c" + c.color) },
        }))],
        cursor: {
          drag: { x: true, y: true, uni: 30, setScale: false }, focus: { prox: 30 }, dataIdx: nearest,
          bind: { dblclick: () => () => { show(full); return null; } },
        },
        focus: { alpha: .25 },
        legend: { markers: { width: 2.5, dash: (u, k) => k > 0 && part.curves[k - 1].published ? "dashed" : "solid", fill: () => "transparent" } },
        hooks: { setSelect: [select], drawAxes: [spread] },
      }, table, chart);
      const canvas = chart.querySelector("canvas");
      canvas.setAttribute("role", "img");
      canvas.setAttribute("aria-label", figure.querySelector("svg").getAttribute("aria-label"));
      chart.querySelectorAll(".u-series").forEach((row, k) => {
        const head = row.querySelector("th");
        if (k > 0) {
          head.title = part.curves[k - 1].name;
          key(head, part.curves[k - 1].name, e => head.dispatchEvent(new MouseEvent("click", { bubbles: true, ctrlKey: e.ctrlKey })));
        }
      });
    };
    make();
    new ResizeObserver(() => { if (chart.clientWidth > 0 && chart.clientWidth !== plot.width) plot.setSize({ width: chart.clientWidth, height: 420 }); }).observe(chart);
    dark.addEventListener("change", make);
    hint(figure, "Drag to zoom, double-click for the whole; click a name to hide its curve, Ctrl-click to see it alone.");
  };

  // A line of text that follows the pointer over a drawing's frame.
  const readout = (part, figure, text) => {
    const frame = figure.querySelector(".still .frame"), tip = document.createElement("div");
    tip.className = "readout";
    tip.hidden = true;
    document.body.append(tip);
    frame.addEventListener("pointerleave", () => tip.hidden = true);
    frame.addEventListener("pointermove", e => {
      const box = frame.getBoundingClientRect();
      const across = (e.clientX - box.left) / box.width, up = (box.bottom - e.clientY) / box.height;
      const at = (spec, place) => spec.low + place * (spec.high - spec.low);
      tip.textContent = text(at(part.x, across), at(part.y, up));
      tip.hidden = false;
      const size = tip.getBoundingClientRect();
      tip.style.left = Math.min(e.clientX + 14, innerWidth - size.width - 8) + "px";
      tip.style.top = (e.clientY + 18 + size.height > innerHeight ? e.clientY - size.height - 12 : e.clientY + 18) + "px";
    });
  };

  const makeMap = (part, figure) => {
    const cell = (places, log, at) => {
      const c = v => log ? Math.log10(v) : v, first = c(places[0]), last = c(places[places.length - 1]);
      const k = places.length > 1 ? Math.round((at - first) / (last - first) * (places.length - 1)) : 0;
      return k >= 0 && k < places.length ? k : -1;
    };
    readout(part, figure, (x, y) => {
      const column = cell(part.xs, part.x.log, x), row = cell(part.ys, part.y.log, y), inside = column >= 0 && row >= 0;
      const v = inside ? part.values[row * part.xs.length + column] : null;
      return `${part.label}  ${v === null ? "no value" : number(v)}\n${part.x.label}  ${number(inside ? part.xs[column] : value(x, part.x.log))}\n` +
        `${part.y.label}  ${number(inside ? part.ys[row] : value(y, part.y.log))}`;
    });
    hint(figure, "Move the pointer over the map to read its values.");
  };

  // Zoom of a scatter: the drawing's own dots and marks, moved. Units stay equal: what is dragged over grows to the frame's shape.
  const makeZoom = (part, figure) => {
    const region = figure.querySelector(".still svg svg"), frame = figure.querySelector(".still .frame");
    const [left, top, width, height] = ["x", "y", "width", "height"].map(name => Number(frame.getAttribute(name)));
    const paths = [...region.querySelectorAll("path")].map(path => [path, path.getAttribute("d")]);
    const full = { x: { ...part.x }, y: { ...part.y } }, lines = figure.querySelector(".lines"), marks = figure.querySelector(".marks");
    const element = (name, attributes, text = "") => {
      const made = document.createElementNS(frame.namespaceURI, name);
      for (const [attribute, v] of Object.entries(attributes)) made.setAttribute(attribute, v);
      made.textContent = text;
      return made;
    };
    const draw = () => {
      const xSpan = part.x.high - part.x.low, ySpan = part.y.high - part.y.low;
      const xGrowth = (full.x.high - full.x.low) / xSpan, yGrowth = (full.y.high - full.y.low) / ySpan;
      const xShift = (full.x.low - part.x.low) / xSpan * width, yShift = (part.y.high - full.y.high) / ySpan * height;
      for (const [path, d] of paths) path.setAttribute("d", d.replace(/M(-?[\d.]+) (-?[\d.]+)/g,
        (_, x, y) => `M${(x * xGrowth + xShift).toFixed(2)} ${(y * yGrowth + yShift).toFixed(2)}`));
      lines.replaceChildren();
      marks.replaceChildren();
      const across = evenMarks(part.x.low, part.x.high, Math.floor(width / 68)), up = evenMarks(part.y.low, part.y.high, Math.floor(height / 55));
      markLabels(across, false).forEach((label, k) => {
        const x = left + (across[k] - part.x.low) / xSpan * width;
        lines.append(element("path", { class: "grid", d: `M${x} ${top}v${height}` }));
        marks.append(element("path", { class: "border", d: `M${x} ${top + height}v5` }), element("text", { class: "muted", x, y: top + height + 19, "text-anchor": "middle" }, label));
      });
      markLabels(up, false).forEach((label, k) => {
        const y = top + (part.y.high - up[k]) / ySpan * height;
        lines.append(element("path", { class: "grid", d: `M${left} ${y}h${width}` }));
        marks.append(element("path", { class: "border", d: `M${left} ${y}h-5` }), element("text", { class: "muted", x: left - 9, y: y + 4, "text-anchor": "end" }, label));
      });
    };
    const at = e => {
      const box = frame.getBoundingClientRect(), within = (v, most) => Math.min(most, Math.max(0, v * most));
      return [within((e.clientX - box.left) / box.width, width), within((e.clientY - box.top) / box.height, height)];
    };
    let start = null, selected = null;
    frame.addEventListener("pointerdown", e => {
      if (e.button !== 0 || e.pointerType === "touch") return;
      e.preventDefault();
      start = at(e);
      selected = element("rect", { class: "selected" });
      region.append(selected);
      addEventListener("pointerup", end, { once: true });
    });
    addEventListener("pointermove", e => {
      if (start === null) return;
      const [x, y] = at(e);
      selected.setAttribute("x", Math.min(x, start[0]));
      selected.setAttribute("y", Math.min(y, start[1]));
      selected.setAttribute("width", Math.abs(x - start[0]));
      selected.setAttribute("height", Math.abs(y - start[1]));
    });
    const end = e => {
      const [x, y] = at(e), share = Math.max(Math.abs(x - start[0]) / width, Math.abs(y - start[1]) / height) / 2;
      const xSpan = part.x.high - part.x.low, ySpan = part.y.high - part.y.low;
      const xMiddle = part.x.low + (x + start[0]) / 2 / width * xSpan, yMiddle = part.y.high - (y + start[1]) / 2 / height * ySpan;
      start = null;
      selected.remove();
      // Coordinates in the drawing have two decimals: at a growth of 1000, points would move by steps of 10 pixels.
      if (share < 0.01 || share * 2 * xSpan < (full.x.high - full.x.low) / 200) return;
      Object.assign(part.x, { low: xMiddle - share * xSpan, high: xMiddle + share * xSpan });
      Object.assign(part.y, { low: yMiddle - share * ySpan, high: yMiddle + share * ySpan });
      draw();
    };
    frame.addEventListener("dblclick", () => {
      Object.assign(part.x, full.x);
      Object.assign(part.y, full.y);
      draw();
    });
  };

  const makeScatter = (part, figure) => {
    const keys = [...figure.querySelectorAll(".key")], sets = [...figure.querySelectorAll(".set")];
    readout(part, figure, (x, y) => `${part.x.label}  ${number(Number(x.toPrecision(4)))}\n${part.y.label}  ${number(Number(y.toPrecision(4)))}`);
    if (keys.length === 0) return;
    makeZoom(part, figure);
    figure.querySelector("svg").setAttribute("role", "group");
    const put = (k, on) => {
      keys[k].classList.toggle("off", !on);
      sets[k].classList.toggle("off", !on);
      keys[k].setAttribute("aria-pressed", String(on));
    };
    const isOn = k => !sets[k].classList.contains("off");
    const act = (k, e) => {
      if (!e.ctrlKey && !e.metaKey) return put(k, !isOn(k));
      const alone = sets.some((_, j) => j !== k && isOn(j));
      sets.forEach((_, j) => put(j, !alone || j === k));
    };
    keys.forEach((element, k) => {
      key(element, element.textContent, e => act(k, e));
      element.addEventListener("click", e => act(k, e));
      put(k, true);
    });
    hint(figure, "Drag to zoom, double-click for the whole; click a name to hide its points, Ctrl-click to see them alone.");
  };

  const make = { curves: makeCurves, map: makeMap, scatter: makeScatter };
  for (const part of parts) if (part.kind) make[part.kind](part, document.getElementById(part.name).querySelector("figure"));
})();
