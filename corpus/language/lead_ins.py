"""Words that lead a list in (深入推进, 坚持和完善), and words that say of what kind; folded."""

from __future__ import annotations

ADVERBS = "|".join(
    """
    全面 充分 深入 扎实 持续 大力 积极 着力 加力 全力 奋力 纵深 有序 稳步 切实 进一步 更好 更加
    不断 继续 重点 统一 协调 一体 高质量 高水平 高标准 高效 广泛 认真 严格 坚决 始终 牢牢 要 必须
    将 应 需 应当 需要 并 也 还 又 再 先后 分别 主要 具体 是否
    """.split()
)
"""A regular expression for adverbs and auxiliaries in front of a verb."""

VERBS = "|".join(
    """
    推进 推动 促进 实现 统筹 抓好 做好 搞好 做强 做优 做大 围绕 聚焦 突出 坚持 强化 加快 壮大 培育
    发展 实施 开展 完善 构建 建立 健全 建设 打造 落实 深化 加强 优化 提升 打好 打赢 创建 创新 探索
    紧盯 紧扣 弘扬 增强 树牢 树立 贯彻 践行 扩大 拓展 发挥 用好 用足 管好 守住 按照 通过 瞄准 狠抓
    力推 推行 推广 启动 部署 布局 形成 培养 完成 解决 破解 整治 反对 纠治 严防 设立 制定 编制 编好
    建好 建成 包括 包含 涵盖 涉及 提出 强调 要求 抓住 抓 把 将 以 从 对 在 向 为 是 即 指 聚力
    助力 明确 粉碎 分为 处于 面临 进入 具有 压缩 压减 控制 严控 减少 增加 降低 抵御 克服 应对 支持
    鼓励 引导 依靠 采取 建强 锤炼 锻造 严守 守牢 守好 筑牢 兜牢 织密 绘制 激发 调动 释放 出台 印发
    举办 融入 对接 承接 满足 回应 关注 注重 改善 改进 盘活 整合 集聚 汇聚 打通 贯通 畅通 破除 清理
    助推 查处 打击 惩治 防止 遏制 杜绝 避免 纠正 打倒 实行 执行 遵循 遵守 恪守 倡导 提倡 确立 贯穿
    处理好 正确处理 平衡 兼顾 保持 维护 缩小 消除 消灭 提高 搞 由 用 现有 共有
    设有 拥有 下辖
    """.split()
)
"""A regular expression for verbs and prepositions that have a list as their object."""

QUALITIES = frozenset(
    """
    全面 直接 双向 科学 民主 依法 完整 准确 深入 扎实 有效 有序 积极 稳妥 统一 快速 高效 持续 协调
    稳定 健康 安全 全程 主动 及时 严格 规范 公开 公平 公正 平等 自愿 互利 长期 广泛 深刻 系统 精准
    坚决 果断 坚定 务实 认真 均衡 合理 新型 便捷 便利 优质 绿色 低碳 智能 现代 先进 综合 多元 全新
    重大 重要
    """.split()
)
"""Words that say of what kind: three of them in front of a set phrase are no members of it (公开、公平、公正“三办”)."""
