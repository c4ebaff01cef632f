// What Streamlit says by itself, in the reader's language; the keyboard for figures; the language of the document.
(() => {
  "use strict";

  // The font of all icons, a third of what the first page weighs, is fetched where one is shown, not ahead.
  const fetched = document.fonts.load.bind(document.fonts);
  document.fonts.load = (font, ...text) => (font.includes("Material Symbols") ? Promise.resolve([]) : fetched(font, ...text));

  const CHINESE = {
    "Skip to main content": "跳到正文",
    "Link to heading": "本节链接",
    "Running...": "正在更新…",
    "Running": "正在更新",
    "Stop": "停止",
    "Stopping...": "正在停止…",
    "CONNECTING": "正在连接",
    "Connecting": "正在连接",
    "Please wait...": "请稍候…",
    "Connection error": "连接中断",
    "Is Streamlit still running? If you accidentally stopped Streamlit, just restart it in your terminal:":
      "服务器没有回应。已保存的回答都还在，恢复后会自动重新连接。",
    "Streamlit server is not responding. Are you connected to the internet?":
      "服务器没有回应，请检查网络。已保存的回答都还在，恢复后会自动重新连接。",
    "Connection timed out.": "连接超时，正在重试。已保存的回答都还在。",
    "Try again": "重试",
    "Continue anyway": "继续",
    "Page not found": "没有这个页面",
    "Script execution error": "页面出错",
    "Network error": "网络出错",
    "Close": "关闭",
    "Dismiss": "关闭",
    "Cancel": "取消",
    "Copy": "复制",
    "Copied": "已复制",
    "Copy to clipboard": "复制",
    "Copied to clipboard": "已复制",
    "Upload": "选择文件",
    "Browse files": "选择文件",
    "Add files": "添加文件",
    "Drag and drop file here": "把文件拖到这里",
    "Drag and drop a file here": "把文件拖到这里",
    "Drag and drop files here": "把文件拖到这里",
    "Only one file is allowed.": "只能选一个文件。",
    "Upload failed": "上传失败",
    "Download failed": "下载失败",
    "Failed to generate file for download": "文件没取到：登录已结束，或已不归您。请刷新页面再试。",
    "No results": "没有匹配的选项",
    "No options": "没有选项",
    "No options to select": "没有选项",
    "Choose an option": "请选择",
    "Choose options": "请选择",
    "Select...": "请选择",
    "Increment": "加一",
    "Decrement": "减一",
    "Clear value": "清除",
    "Clear all": "全部清除",
    "Open": "展开选项",
    "Optional": "可不填",
    "Help": "说明",
    "Notifications": "通知",
    "Fullscreen": "全屏",
    "Close fullscreen": "退出全屏",
    "View fullscreen": "全屏",
    "Exit fullscreen": "退出全屏",
    "Download as CSV": "下载 CSV",
    "Show/hide columns": "显示或隐藏列",
    "Search": "搜索",
    "Sidebar": "侧栏",
    "App pages": "页面",
    "Main menu": "菜单",
    "Navigate to home page": "回到首页",
    "File Uploader": "选择文件",
    "file upload": "选择文件",
    "Error:": "出错：",
    "add icon": "添加",
    "Show password": "显示口令",
    "Hide password": "隐藏口令",
    "No data": "没有数据",
    "empty": "空",
  };
  const PATTERNS = [
    [/^(.+) per file(?: • (.+))?$/, (_, size, kinds) => `每个文件不超过 ${size}${kinds ? `，可用 ${kinds}` : ""}`],
    [/^File must be (.+) or smaller\.$/, (_, size) => `文件不能超过 ${size}。`],
    [/^(.+) files are not allowed\.$/, (_, kind) => `不接受 ${kind} 文件。`],
    [/^(\d+) options? available\.$/, (_, n) => `有 ${n} 个选项。`],
    [/^(.+), selected$/, (_, name) => `已选 ${name}`],
    [/^Remove (.+)$/, (_, name) => `移除 ${name}`],
    [/^Help for (.+)$/, (_, name) => `说明：${name}`],
    [/^The page that you have requested does not seem to exist.*$/, () => "没有这个页面，已转到首页。"],
    [/^You have requested page \/?.*$/, () => "没有这个页面，已转到首页。"],
  ];
  const ATTRIBUTES = ["aria-label", "title", "placeholder", "alt"];

  const english = () => new URLSearchParams(location.search).get("lang") === "en";

  function translated(text) {
    if (english()) return null;
    const plain = text.trim();
    if (plain.length > 200) return null;
    if (Object.hasOwn(CHINESE, plain)) return CHINESE[plain];
    for (const [pattern, write] of PATTERNS) {
      const found = plain.match(pattern);
      if (found) return write(...found);
    }
    return null;
  }

  // What a person or our content wrote carries the class "verbatim", and is left as it is.
  const ours = (node) => Boolean((node.nodeType === Node.TEXT_NODE ? node.parentElement : node)?.closest(".verbatim"));

  function translateText(node) {
    const text = translated(node.nodeValue);
    if (text !== null && !ours(node)) node.nodeValue = text;
  }

  function translateElement(element) {
    for (const name of ATTRIBUTES) {
      const value = element.getAttribute(name);
      const text = value && translated(value);
      if (text && !ours(element)) element.setAttribute(name, text);
    }
    // A figure gets the digits of the keyboard, and what is typed is never "corrected".
    if (element.tagName === "INPUT" && element.closest('[class*="st-key-figure-"]')) {
      element.setAttribute("inputmode", "decimal");
      element.setAttribute("autocomplete", "off");
    }
  }

  function visit(root) {
    if (root.nodeType === Node.TEXT_NODE) translateText(root);
    if (root.nodeType !== Node.ELEMENT_NODE) return;
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    for (let node = root; node; node = walker.nextNode()) {
      if (node.nodeType === Node.TEXT_NODE) translateText(node);
      else translateElement(node);
    }
  }

  function followLanguage() {
    const wanted = english() ? "en" : "zh-CN";
    if (document.documentElement.lang !== wanted) document.documentElement.lang = wanted;
  }

  new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "characterData") translateText(change.target);
      else if (change.type === "attributes") translateElement(change.target);
      else change.addedNodes.forEach(visit);
    }
    followAddress();
  }).observe(document.documentElement, {
    childList: true, subtree: true, characterData: true, attributes: true, attributeFilter: ATTRIBUTES,
  });
  // On a slow machine the page may have begun before this script did.
  visit(document.documentElement);

  // A new page or topic begins at its top, or at the question that the address names.
  let place = "";
  let target = null;
  function followPlace() {
    const query = new URLSearchParams(location.search);
    const now = `${location.pathname} ${query.get("topic")}`;
    if (now !== place) {
      place = now;
      target = query.get("at");
      document.querySelector('[data-testid="stMain"]')?.scrollTo(0, 0);
    }
    const found = target && document.querySelector(`.st-key-question-${CSS.escape(target)}`);
    if (found) requestAnimationFrame(() => target && found.scrollIntoView({ block: "start" }));
  }
  // What stands above the question arrives piece by piece, so it is sought again until the person takes over.
  for (const name of ["pointerdown", "wheel", "keydown"]) {
    document.addEventListener(name, () => { target = null; }, { capture: true, passive: true });
  }

  function followAddress() {
    followLanguage();
    followPlace();
  }
  for (const name of ["pushState", "replaceState"]) {
    const original = history[name];
    history[name] = function (...parameters) {
      original.apply(this, parameters);
      followAddress();
    };
  }
  followAddress();

  // Over plain HTTP there is no clipboard but the old one.
  async function copied(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      const field = Object.assign(document.createElement("textarea"), { value: text, readOnly: true });
      document.body.append(field);
      field.select();
      const done = document.execCommand("copy");
      field.remove();
      return done;
    }
  }

  // A finger on a link or a button first ends the typing: else Streamlit opens the page, and then comes back with the
  // text. Where the finger is too quick, the link waits until the text has left. What it came down on is what it means,
  // also when that has moved away, or was drawn anew, before it is lifted.
  const TEXT_LEAVES = 100, CLICK_FOLLOWS = 50, STILL = 10;
  const PRESSED = "a, button";
  let leftAt = -Infinity, meant = null;
  const standing = ({ pressed, key }) => (pressed.isConnected || !key ? pressed : document.querySelector(`.${CSS.escape(key)} :is(${PRESSED})`) ?? pressed);
  function pressable(target) {
    const pressed = target.closest?.(PRESSED);
    return pressed && { pressed, key: pressed.closest('[class*="st-key-"]')?.className.match(/st-key-[^ ]+/)[0] };
  }
  document.addEventListener("pointerdown", (event) => {
    const found = pressable(event.target), field = document.activeElement;
    meant = found && { ...found, x: event.clientX, y: event.clientY };
    if (!found || !field?.matches("input, textarea") || field.contains(event.target)) return;
    field.blur();
    leftAt = performance.now();
  }, true);
  document.addEventListener("pointercancel", () => { meant = null; }, true);
  document.addEventListener("pointerup", (event) => {
    const found = meant;
    if (!found || Math.hypot(event.clientX - found.x, event.clientY - found.y) > STILL) return;
    setTimeout(() => { if (meant === found) standing(found).click(); }, CLICK_FOLLOWS);
  }, true);
  document.addEventListener("click", (event) => {
    const found = pressable(event.target);
    const early = leftAt + TEXT_LEAVES - performance.now();
    if (!found || !event.isTrusted) return;
    meant = null;
    if (early <= 0) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    setTimeout(() => standing(found).click(), early);
  }, true);

  document.addEventListener("click", (event) => {
    if (event.target.closest?.("button.print")) window.print();
    const copy = event.target.closest?.("button.copy");
    if (copy) copied(copy.dataset.copy).then((done) => { if (done) copy.textContent = copy.dataset.done; });
  });
})();
